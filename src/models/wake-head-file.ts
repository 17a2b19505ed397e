import { OnnxGraph } from "./onnx-file/onnx-graph.ts";

/** A dense layer: weights row by row (inputs × outputs). */
interface Layer {
  readonly weights: { readonly rows: number; readonly columns: number; readonly values: Float32Array };
  readonly bias: Float32Array;
}

/** One of the networks of a head. */
export interface HeadNetwork {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly hidden: Layer;
  readonly output: Layer;
}

/**
 * Writes networks that were trained for the same phrase as one ONNX head: embeddings [1, 16, 96] in, a score [1, 1] out, the
 * logistic function of the mean of their logits less `offset`. The form is openWakeWord's.
 *
 * @param offset the logit at which the score is 0.5
 */
export function wakeHeadFile(
  networks: readonly HeadNetwork[],
  { embeddings, offset }: { readonly embeddings: readonly [number, number]; readonly offset: number },
): Uint8Array {
  const graph = new OnnxGraph();
  const flat = graph.add("Flatten", ["embeddings"], { axis: 1 });
  const logits = networks.map(({ mean, deviation, hidden, output }) => {
    const centred = graph.add("Sub", [flat, graph.floats(mean, [1, mean.length])]);
    const scaled = graph.add("Div", [centred, graph.floats(deviation, [1, deviation.length])]);
    const dense = (input: string, { weights, bias }: Layer): string =>
      graph.add("Gemm", [
        input,
        graph.floats(weights.values, [weights.rows, weights.columns]),
        graph.floats(bias, [bias.length]),
      ]);
    return dense(graph.add("Relu", [dense(scaled, hidden)]), output);
  });
  const mean = logits.length === 1 ? (logits[0] as string) : graph.add("Mean", logits);
  graph.addNamed("Sigmoid", [graph.add("Sub", [mean, graph.floats([offset], [1])])], "score");
  return graph.serialise(
    "wake",
    [{ name: "embeddings", shape: [1, ...embeddings] }],
    [{ name: "score", shape: [1, 1] }],
  );
}
