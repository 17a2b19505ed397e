import type { Matrix, MatrixProduct, Random } from "./ports.ts";
import { gaussian } from "./random.ts";

/** A layer: weights (inputs × outputs) and one bias an output. */
interface Layer {
  readonly weights: Matrix;
  readonly bias: Float32Array;
}

/** A network with one hidden layer (rectified) that gives one logit; inputs are standardised first. */
export interface Network {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  readonly hidden: Layer;
  readonly output: Layer;
}

/** A fresh network of small random weights. */
export function freshNetwork(
  statistics: Pick<Network, "mean" | "deviation">,
  hiddenUnits: number,
  random: Random,
): Network {
  const layer = (rows: number, columns: number, spread: number): Layer => ({
    weights: {
      rows,
      columns,
      values: Float32Array.from({ length: rows * columns }, () => spread * gaussian(random)),
    },
    bias: new Float32Array(columns),
  });
  return {
    ...statistics,
    hidden: layer(statistics.mean.length, hiddenUnits, 0.03),
    output: layer(hiddenUnits, 1, 0.2),
  };
}

/** Rows of inputs, standardised as the network wants them. */
export function standardised(network: Network, rows: readonly Float32Array[]): Matrix {
  const columns = network.mean.length;
  const values = new Float32Array(rows.length * columns);
  rows.forEach((row, r) => {
    for (let c = 0; c < columns; c += 1)
      values[r * columns + c] =
        ((row[c] as number) - (network.mean[c] as number)) / (network.deviation[c] as number);
  });
  return { rows: rows.length, columns, values };
}

/** What the hidden layer and the output give for standardised inputs. */
export interface Activations {
  readonly hidden: Matrix;
  readonly logits: Float32Array;
}

/** Runs the network. */
export async function forward(
  network: Network,
  inputs: Matrix,
  product: MatrixProduct,
): Promise<Activations> {
  const hidden = await product.multiply(inputs, network.hidden.weights);
  const units = hidden.columns;
  const logits = new Float32Array(inputs.rows);
  for (let r = 0; r < inputs.rows; r += 1) {
    let sum = network.output.bias[0] as number;
    for (let u = 0; u < units; u += 1) {
      const at = r * units + u;
      const value = Math.max(0, (hidden.values[at] as number) + (network.hidden.bias[u] as number));
      hidden.values[at] = value;
      sum += value * (network.output.weights.values[u] as number);
    }
    logits[r] = sum;
  }
  return { hidden, logits };
}

/** The logits of many rows, computed in blocks. */
export async function logitsOf(
  network: Network,
  rows: readonly Float32Array[],
  product: MatrixProduct,
): Promise<Float32Array> {
  const BLOCK = 2048;
  const logits = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += BLOCK) {
    const inputs = standardised(network, rows.slice(at, at + BLOCK));
    logits.set((await forward(network, inputs, product)).logits, at);
  }
  return logits;
}
