import { activation } from "./activations.ts";
import type { GraphNode } from "./graph-model.ts";
import {
  firstPicture,
  listOf,
  textOf,
  textsOf,
  unsupported,
  weightsOf,
  type Picture,
  type Translation,
} from "./translation.ts";

/** Weights in the order that ONNX wants: output channel, input channel within its group, row, column. */
interface Kernel {
  readonly values: Uint16Array;
  readonly shape: readonly [out: number, perGroup: number, height: number, width: number];
  readonly groups: number;
}

/** Translates a convolution of any kind, with the bias and the activation that were folded into it. */
export function convolution(node: GraphNode, translation: Translation): Picture {
  const input = firstPicture(node, translation);
  const { graph } = translation;
  const kept = translation.keptChannels(node.name);
  const kernel = node.op.includes("Depthwise")
    ? depthwiseKernel(node, translation)
    : plainKernel(node, translation, kept);
  const inputs = [input.name, graph.halfs(kernel.values, kernel.shape)];
  const folded = textsOf(node, "fused_ops");
  if (folded.includes("BiasAdd")) {
    const { values } = weightsOf(node, 2, translation);
    const bias = kept === null ? values : pick(node, values, kept);
    inputs.push(graph.halfs(bias, [bias.length]));
  }
  const [outChannels, , kernelHeight, kernelWidth] = kernel.shape;
  const [, strideHeight = 1, strideWidth = 1] = listOf(node, "strides");
  if (listOf(node, "dilations").some((dilation) => dilation !== 1)) throw unsupported(node, "is dilated");
  const padding = paddingOf(node);
  let name = graph.add("Conv", inputs, {
    kernel_shape: [kernelHeight, kernelWidth],
    strides: [strideHeight, strideWidth],
    // The rule of the original, by which the right and lower edges get the odd pixel, whatever the picture's size.
    auto_pad: padding === "SAME" ? "SAME_UPPER" : "VALID",
    group: kernel.groups,
  });
  for (const op of folded.filter((fused) => fused !== "BiasAdd"))
    name = activation(op, name, { graph, node });
  const length = (size: number, kernelSize: number, stride: number): number =>
    Math.ceil((padding === "SAME" ? size : size - kernelSize + 1) / stride);
  return {
    name,
    channels: outChannels,
    height: length(input.height, kernelHeight, strideHeight),
    width: length(input.width, kernelWidth, strideWidth),
  };
}

function paddingOf(node: GraphNode): "SAME" | "VALID" {
  const padding = textOf(node, "padding");
  if (padding === "SAME" || padding === "VALID") return padding;
  throw unsupported(node, `has the padding ${padding}, which is not known`);
}

/** From row, column, input channel, output channel; only the kept output channels. */
function plainKernel(node: GraphNode, translation: Translation, kept: readonly number[] | null): Kernel {
  const { values, shape } = weightsOf(node, 1, translation);
  const [height = 0, width = 0, from = 0, to = 0] = shape;
  const channels = kept ?? Array.from({ length: to }, (_, channel) => channel);
  const area = height * width;
  const reordered = new Uint16Array(channels.length * from * area);
  let at = 0;
  for (const out of channels) {
    if (out >= to) throw unsupported(node, `has no output channel ${out}`);
    for (let channel = 0; channel < from; channel += 1) {
      for (let pixel = 0; pixel < area; pixel += 1) {
        reordered[at++] = values[(pixel * from + channel) * to + out] as number;
      }
    }
  }
  return { values: reordered, shape: [channels.length, from, height, width], groups: 1 };
}

/** From row, column, input channel, multiplier. */
function depthwiseKernel(node: GraphNode, translation: Translation): Kernel {
  const { values, shape } = weightsOf(node, 1, translation);
  const [height = 0, width = 0, channels = 0, multiplier = 0] = shape;
  const outs = channels * multiplier;
  const area = height * width;
  const reordered = new Uint16Array(outs * area);
  for (let out = 0; out < outs; out += 1) {
    for (let pixel = 0; pixel < area; pixel += 1) {
      reordered[out * area + pixel] = values[pixel * outs + out] as number;
    }
  }
  return { values: reordered, shape: [outs, 1, height, width], groups: channels };
}

function pick(node: GraphNode, values: Uint16Array, channels: readonly number[]): Uint16Array {
  return Uint16Array.from(channels, (channel) => {
    const value = values[channel];
    if (value === undefined) throw unsupported(node, `has no output channel ${channel}`);
    return value;
  });
}
