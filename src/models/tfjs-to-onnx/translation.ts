import { GatehouseError } from "../../runtime/errors.ts";
import type { Constant, GraphNode } from "./graph-model.ts";
import type { OnnxGraph } from "../onnx-file/onnx-graph.ts";

/** A value of the written graph, channels first. Its height and width are those at the size of the original's input. */
export interface Picture {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** What an operation is translated with. */
export interface Translation {
  readonly graph: OnnxGraph;
  /** Name of the written graph's input. */
  readonly inputName: string;
  /** The translated result of another node. */
  picture(node: string): Picture;
  /** The values of a node that is a constant; null if it is none. */
  constant(node: string): Constant | null;
  /** The output channels of a convolution that are wanted; null for all. */
  keptChannels(node: string): readonly number[] | null;
}

/** The name of a node's input. */
export function inputOf(node: GraphNode, index: number): string {
  const name = node.input[index];
  if (name === undefined) throw unsupported(node, `has no input ${index}`);
  return name;
}

/** The translated first input of a node. */
export function firstPicture(node: GraphNode, translation: Translation): Picture {
  return translation.picture(inputOf(node, 0));
}

/** The 16-bit weights that are a node's input. */
export function weightsOf(
  node: GraphNode,
  index: number,
  translation: Translation,
): Extract<Constant, { kind: "half" }> {
  const constant = translation.constant(inputOf(node, index));
  if (constant?.kind !== "half") throw unsupported(node, `has no constant weights as input ${index}`);
  return constant;
}

/** The whole numbers that are a node's input: axes, sizes. */
export function wholeNumbersOf(node: GraphNode, index: number, translation: Translation): readonly number[] {
  const constant = translation.constant(inputOf(node, index));
  if (constant?.kind !== "int") throw unsupported(node, `has no constant whole numbers as input ${index}`);
  return [...constant.values];
}

/** A text attribute. */
export function textOf(node: GraphNode, attribute: string): string {
  return decoded(node.attr[attribute]?.s ?? "");
}

/** An attribute that is a list of texts. */
export function textsOf(node: GraphNode, attribute: string): string[] {
  return (node.attr[attribute]?.list?.s ?? []).map(decoded);
}

/** An attribute that is a list of whole numbers. */
export function listOf(node: GraphNode, attribute: string): readonly number[] {
  return node.attr[attribute]?.list?.i ?? [];
}

/** Whether an attribute is set. */
export function isSet(node: GraphNode, attribute: string): boolean {
  return node.attr[attribute]?.b ?? false;
}

/** An operation that cannot be rewritten, or not in this form. */
export function unsupported(node: GraphNode, why: string): GatehouseError {
  return new GatehouseError(
    "MODELS_CONVERSION_FAILED",
    `the graph model cannot be rewritten: the operation ${node.op} of ${node.name} ${why}`,
    { kind: "failed" },
  );
}

function decoded(base64: string): string {
  return Buffer.from(base64, "base64").toString();
}
