import { expect, test } from "vitest";
import { convertGraphModel } from "../../../../src/models/tfjs-to-onnx/convert.ts";
import { graphModel, GRAPH_SIDE, numbers, someHalfs, text, texts } from "../../../fakes/graph-models.ts";
import { largestDifference, runGraphModel, runOnnx, type Volume } from "../../../fakes/graph-runs.ts";

type Nodes = Parameters<typeof graphModel>[0];
type Constants = Parameters<typeof graphModel>[1];

const image = (side: number): Volume => ({
  shape: [1, side, side, 3],
  data: Float32Array.from({ length: side * side * 3 }, (_, i) => ((i * 37) % 256) - 100),
});

/** The largest difference between the graph model's result and the rewritten one's. */
async function difference(nodes: Nodes, constants: Constants = []): Promise<number> {
  const files = graphModel(nodes, constants);
  const last = nodes[nodes.length - 1]?.name ?? "";
  const plan = { input: "input", outputs: { out: last }, channels: {} };
  const onnx = convertGraphModel(files.json, [files.weights], plan);
  const [wanted] = await runGraphModel(files, image(GRAPH_SIDE), [last]);
  const [found] = await runOnnx(onnx, image(GRAPH_SIDE), ["out"]);
  if (wanted === undefined || found === undefined) throw new Error("a graph gave nothing");
  expect(Math.max(...wanted.data)).toBeGreaterThan(Math.min(...wanted.data));
  return largestDifference(wanted, found);
}

const weights = (name: string, ...shape: number[]): Constants[number] => ({
  ...{ name, shape },
  halfs: someHalfs(shape.reduce((product, size) => product * size, 1)),
});
const convolving = (padding: string, stride: number): Readonly<Record<string, unknown>> => ({
  ...{ padding: text(padding), strides: numbers(1, stride, stride, 1), dilations: numbers(1, 1, 1, 1) },
  data_format: text("NHWC"),
});

test.each([
  ["SAME", 3, 2],
  ["SAME", 5, 2],
  ["SAME", 3, 1],
  ["VALID", 1, 1],
  ["VALID", 3, 2],
])("a convolution, padding %s, kernel %i, stride %i", async (padding, kernel, stride) => {
  const node = { name: "conv", op: "Conv2D", input: ["image", "w"], attr: convolving(padding, stride) };
  expect(await difference([node], [weights("w", kernel, kernel, 3, 4)])).toBeLessThan(1e-4);
});

test.each(["Relu", "Relu6", null])("a convolution with a bias and the activation %s", async (activation) => {
  const folded = ["BiasAdd", ...(activation === null ? [] : [activation])];
  const attr = { ...convolving("SAME", 1), fused_ops: texts(...folded), num_args: { i: "1" } };
  const node = { name: "conv", op: "_FusedConv2D", input: ["image", "w", "b"], attr };
  expect(await difference([node], [weights("w", 3, 3, 3, 4), weights("b", 4)])).toBeLessThan(1e-4);
});

test("a convolution of each channel by itself", async () => {
  const attr = convolving("SAME", 2);
  const node = { name: "conv", op: "DepthwiseConv2dNative", input: ["image", "w"], attr };
  expect(await difference([node], [weights("w", 5, 5, 3, 1)])).toBeLessThan(1e-4);
});

test("one number, and one for each channel, added and multiplied on either side", async () => {
  const nodes = [
    { name: "add", op: "AddV2", input: ["one", "image"], attr: {} },
    { name: "mul", op: "Mul", input: ["add", "each"], attr: {} },
  ];
  expect(await difference(nodes, [weights("one"), weights("each", 3)])).toBeLessThan(1e-4);
});

test("channels weighed by their mean over the picture", async () => {
  const nodes = [
    { name: "mean", op: "Mean", input: ["image", "axes"], attr: { keep_dims: { b: true } } },
    { name: "weight", op: "Sigmoid", input: ["mean"] },
    { name: "mul", op: "Mul", input: ["weight", "image"] },
  ];
  expect(await difference(nodes, [{ name: "axes", shape: [2], ints: [1, 2] }])).toBeLessThan(1e-4);
});

test("a picture made larger and joined to another one", async () => {
  const nodes = [
    { name: "small", op: "Conv2D", input: ["image", "w"], attr: convolving("SAME", 2) },
    {
      ...{ name: "large", op: "ResizeBilinear", input: ["small", "size"] },
      attr: { align_corners: { b: false }, half_pixel_centers: { b: false } },
    },
    { name: "joined", op: "ConcatV2", input: ["large", "image", "axis"], attr: { N: { i: "2" } } },
    { name: "clipped", op: "Relu6", input: ["joined"] },
    { name: "same", op: "Identity", input: ["clipped"] },
  ];
  const constants: Constants = [
    weights("w", 3, 3, 3, 2),
    { name: "size", shape: [2], ints: [GRAPH_SIDE, GRAPH_SIDE] },
    { name: "axis", shape: [], ints: [3] },
  ];
  expect(await difference(nodes, constants)).toBeLessThan(1e-4);
});

test("only the wanted output channels, at another size than the original's", async () => {
  const attr = { ...convolving("SAME", 2), fused_ops: texts("BiasAdd"), num_args: { i: "1" } };
  const nodes = [{ name: "conv", op: "_FusedConv2D", input: ["image", "w", "b"], attr }];
  const files = graphModel(nodes, [weights("w", 3, 3, 3, 4), weights("b", 4)]);
  const convert = (channels: Record<string, number[]>): Uint8Array =>
    convertGraphModel(files.json, [files.weights], { input: "input", outputs: { out: "conv" }, channels });
  const [all] = await runOnnx(convert({}), image(32), ["out"]);
  const [some] = await runOnnx(convert({ conv: [3, 1] }), image(32), ["out"]);
  expect(some?.shape).toEqual([1, 16, 16, 2]);
  for (const [i, value] of (some?.data ?? []).entries()) {
    expect(value).toBeCloseTo(all?.data[Math.floor(i / 2) * 4 + (i % 2 === 0 ? 3 : 1)] ?? Number.NaN, 4);
  }
});

test("the same model gives the same bytes", () => {
  const nodes = [{ name: "conv", op: "Conv2D", input: ["image", "w"], attr: convolving("SAME", 1) }];
  const files = graphModel(nodes, [weights("w", 3, 3, 3, 4)]);
  const plan = { input: "input", outputs: { out: "conv" }, channels: {} };
  const convert = (): Uint8Array => convertGraphModel(files.json, [files.weights], plan);
  expect(convert()).toEqual(convert());
});
