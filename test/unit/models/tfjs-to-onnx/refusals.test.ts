import { expect, test } from "vitest";
import { convertGraphModel } from "../../../../src/models/tfjs-to-onnx/convert.ts";
import { graphModel, numbers, someHalfs, text } from "../../../fakes/graph-models.ts";

type Nodes = Parameters<typeof graphModel>[0];

const plan = { input: "input", outputs: { out: "last" }, channels: {} };
const kernel = { name: "w", shape: [3, 3, 3, 4], halfs: someHalfs(108) };

function converting(nodes: Nodes, constants: Parameters<typeof graphModel>[1] = []): () => Uint8Array {
  const { json, weights } = graphModel(nodes, constants);
  return () => convertGraphModel(json, [weights], plan);
}

test("an operation that is not known is refused by its name and place", () => {
  const refused = converting([{ name: "last", op: "TopKV2", input: ["image"] }]);
  expect(refused).toThrow(/the operation TopKV2 of last is not known/);
  expect(refused).toThrow(expect.objectContaining({ code: "MODELS_CONVERSION_FAILED", kind: "failed" }));
});

test("a node after the wanted ones may be of any kind", () => {
  const nodes = [
    { name: "last", op: "Relu", input: ["image"] },
    { name: "after", op: "TopKV2", input: ["last"] },
  ];
  expect(converting(nodes)().length).toBeGreaterThan(0);
});

test("a form of an operation that would give other numbers is refused", () => {
  const attr = { padding: text("SAME"), strides: numbers(1, 1, 1, 1), dilations: numbers(1, 2, 2, 1) };
  const dilated = { name: "last", op: "Conv2D", input: ["image", "w"], attr };
  expect(converting([dilated], [kernel])).toThrow(/is dilated/);
  const explicit = { ...dilated, attr: { padding: text("EXPLICIT") } };
  expect(converting([explicit], [kernel])).toThrow(/padding EXPLICIT/);
  const centred = {
    ...{ name: "last", op: "ResizeBilinear", input: ["image", "size"] },
    attr: { half_pixel_centers: { b: true } },
  };
  expect(converting([centred], [{ name: "size", shape: [2], ints: [32, 32] }])).toThrow(/upper left/);
});

test("a node that does not exist, or has no such input, is refused", () => {
  expect(converting([{ name: "other", op: "Relu", input: ["image"] }])).toThrow(/no node last/);
  expect(converting([{ name: "last", op: "Relu", input: [] }])).toThrow(/has no input 0/);
});

test("chosen channels of a node that no output needs are refused", () => {
  const { json, weights } = graphModel([{ name: "last", op: "Relu", input: ["image"] }], []);
  const convert = () => convertGraphModel(json, [weights], { ...plan, channels: { elsewhere: [0] } });
  expect(convert).toThrow(/channels of elsewhere/);
});

test("files that do not fit together are refused", () => {
  const { json, weights } = graphModel([{ name: "last", op: "Relu", input: ["image"] }], [kernel]);
  expect(() => convertGraphModel(json, [weights.subarray(2)], plan)).toThrow(/end within w/);
  expect(() => convertGraphModel(json, [weights, weights], plan)).toThrow(/too many/);
  expect(() => convertGraphModel(json.subarray(1), [weights], plan)).toThrow(/cannot be read/);
  expect(() => convertGraphModel(new TextEncoder().encode("{}"), [weights], plan)).toThrow(/format/);
});
