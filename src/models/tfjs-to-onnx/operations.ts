import { activation } from "./activations.ts";
import { convolution } from "./convolution.ts";
import type { GraphNode } from "./graph-model.ts";
import {
  firstPicture,
  inputOf,
  isSet,
  unsupported,
  wholeNumbersOf,
  type Picture,
  type Translation,
} from "./translation.ts";

type Operation = (node: GraphNode, translation: Translation) => Picture;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  Placeholder: input,
  Identity: firstPicture,
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: convolution,
  FusedDepthwiseConv2dNative: convolution,
  Add: (node, translation) => elementwise("Add", node, translation),
  AddV2: (node, translation) => elementwise("Add", node, translation),
  Mul: (node, translation) => elementwise("Mul", node, translation),
  Relu: activated,
  Relu6: activated,
  Sigmoid: activated,
  Mean: mean,
  ResizeBilinear: resize,
  ConcatV2: concatenation,
};

/**
 * How a node is translated.
 *
 * @throws GatehouseError `MODELS_CONVERSION_FAILED` for an operation that is not known
 */
export function operationFor(node: GraphNode): Operation {
  const operation = OPERATIONS[node.op];
  if (operation === undefined) throw unsupported(node, "is not known");
  return operation;
}

function input(node: GraphNode, { inputName }: Translation): Picture {
  const sizes = (node.attr["shape"]?.shape?.dim ?? []).map(({ size }) => size);
  const [, height = 0, width = 0, channels = 0] = sizes;
  if (height > 0 && width > 0 && channels === 3) return { name: inputName, channels, height, width };
  throw unsupported(node, "is not a picture of three channels");
}

function activated(node: GraphNode, translation: Translation): Picture {
  const picture = firstPicture(node, translation);
  const { graph } = translation;
  return { ...picture, name: activation(node.op, picture.name, { graph, node }) };
}

/** Adds or multiplies two pictures (one of them may be a single pixel), or a picture and a constant. */
function elementwise(op: "Add" | "Mul", node: GraphNode, translation: Translation): Picture {
  const operands = [inputOf(node, 0), inputOf(node, 1)].map(
    (name) => factor(node, name, translation) ?? translation.picture(name),
  );
  const pictures = operands.filter((operand) => typeof operand !== "string");
  const names = operands.map((operand) => (typeof operand === "string" ? operand : operand.name));
  const largest = pictures.toSorted((a, b) => b.height * b.width - a.height * a.width)[0];
  if (largest === undefined) throw unsupported(node, "has only constants as inputs");
  if (pictures.some(({ channels }) => channels !== largest.channels)) {
    throw unsupported(node, "has inputs with different numbers of channels");
  }
  return { ...largest, name: translation.graph.add(op, names) };
}

/** Writes a constant: one number, or one for each channel; null if the input is none. */
function factor(node: GraphNode, name: string, translation: Translation): string | null {
  const { graph } = translation;
  const found = translation.constant(name);
  if (found === null) return null;
  if (found.kind === "half" && found.values.length === 1) return graph.halfs(found.values, []);
  if (found.kind === "half" && found.shape.length === 1) {
    return graph.halfs(found.values, [found.values.length, 1, 1]);
  }
  throw unsupported(node, "has a constant that is neither one number nor one for each channel");
}

function mean(node: GraphNode, translation: Translation): Picture {
  if (wholeNumbersOf(node, 1, translation).join() !== "1,2" || !isSet(node, "keep_dims")) {
    throw unsupported(node, "is not a mean over the whole picture");
  }
  const { name, channels } = firstPicture(node, translation);
  return { name: translation.graph.add("GlobalAveragePool", [name]), channels, height: 1, width: 1 };
}

/** Written as a factor, so that the picture may have another size than the original's. */
function resize(node: GraphNode, translation: Translation): Picture {
  if (isSet(node, "align_corners") || isSet(node, "half_pixel_centers")) {
    throw unsupported(node, "does not take its samples from the upper left corners of the pixels");
  }
  const { name, channels, height: before, width: beforeWidth } = firstPicture(node, translation);
  const [height = 0, width = 0] = wholeNumbersOf(node, 1, translation);
  const scales = translation.graph.floats([1, 1, height / before, width / beforeWidth], [4]);
  const how = { mode: "linear", coordinate_transformation_mode: "asymmetric" };
  return { name: translation.graph.add("Resize", [name, "", scales], how), channels, height, width };
}

function concatenation(node: GraphNode, translation: Translation): Picture {
  const [axis] = wholeNumbersOf(node, node.input.length - 1, translation);
  if (axis !== 3 && axis !== -1) throw unsupported(node, "joins something else than channels");
  const parts = node.input.slice(0, -1).map((name) => translation.picture(name));
  const first = firstPicture(node, translation);
  const names = parts.map((part) => part.name);
  const channels = parts.reduce((sum, part) => sum + part.channels, 0);
  return { ...first, channels, name: translation.graph.add("Concat", names, { axis: 1 }) };
}
