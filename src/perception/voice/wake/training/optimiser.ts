import { forward, type Network } from "./network.ts";
import type { Matrix, MatrixProduct } from "./ports.ts";

const DECAY = { mean: 0.9, square: 0.999 };
const TINY = 1e-8;
/** Pulls weights towards 0, so that no single input decides. */
const SHRINK = 1e-3;

/** Adam's memory of a parameter array. */
interface Moments {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

const momentsFor = (values: Float32Array): Moments => ({
  mean: new Float32Array(values.length),
  square: new Float32Array(values.length),
});

/** A batch: standardised inputs, 1 or 0 for each row, and how much each row counts. */
export interface Batch {
  readonly inputs: Matrix;
  readonly targets: Float32Array;
  readonly weights: Float32Array;
}

/** Learns a network's weights in place by Adam (Kingma and Ba, 2015) on the logistic loss. */
export class Optimiser {
  readonly #network: Network;
  readonly #product: MatrixProduct;
  readonly #moments: readonly Moments[];
  #steps = 0;

  constructor(network: Network, product: MatrixProduct) {
    this.#network = network;
    this.#product = product;
    this.#moments = parameters(network).map(momentsFor);
  }

  /** One step of the given length. */
  async step(batch: Batch, rate: number): Promise<void> {
    const { hidden, output } = this.#network;
    const { inputs, targets, weights } = batch;
    const activations = await forward(this.#network, inputs, this.#product);
    const units = activations.hidden.columns;
    const slope = activations.logits.map(
      (logit, r) =>
        ((1 / (1 + Math.exp(-logit)) - (targets[r] as number)) * (weights[r] as number)) / inputs.rows,
    );
    const back: Matrix = { rows: inputs.rows, columns: units, values: new Float32Array(inputs.rows * units) };
    const outputGradient = new Float32Array(units);
    const hiddenBias = new Float32Array(units);
    for (let r = 0; r < inputs.rows; r += 1)
      for (let u = 0; u < units; u += 1) {
        const at = r * units + u;
        const value = activations.hidden.values[at] as number;
        const error = slope[r] as number;
        outputGradient[u] = (outputGradient[u] as number) + value * error;
        if (value <= 0) continue;
        const passed = error * (output.weights.values[u] as number);
        back.values[at] = passed;
        hiddenBias[u] = (hiddenBias[u] as number) + passed;
      }
    const hiddenGradient = await this.#product.multiply(inputs, back, { transposeA: true });
    shrink(hiddenGradient.values, hidden.weights.values);
    shrink(outputGradient, output.weights.values);
    const outputBias = Float32Array.of(slope.reduce((sum, error) => sum + error, 0));
    this.#adapt([hiddenGradient.values, hiddenBias, outputGradient, outputBias], rate);
  }

  #adapt(gradients: readonly Float32Array[], rate: number): void {
    this.#steps += 1;
    const meanScale = 1 - DECAY.mean ** this.#steps;
    const squareScale = 1 - DECAY.square ** this.#steps;
    parameters(this.#network).forEach((values, p) => {
      const gradient = gradients[p] as Float32Array;
      const { mean, square } = this.#moments[p] as Moments;
      for (let i = 0; i < values.length; i += 1) {
        const g = gradient[i] as number;
        const m = DECAY.mean * (mean[i] as number) + (1 - DECAY.mean) * g;
        const s = DECAY.square * (square[i] as number) + (1 - DECAY.square) * g * g;
        mean[i] = m;
        square[i] = s;
        values[i] = (values[i] as number) - (rate * (m / meanScale)) / (Math.sqrt(s / squareScale) + TINY);
      }
    });
  }
}

function parameters({ hidden, output }: Network): readonly Float32Array[] {
  return [hidden.weights.values, hidden.bias, output.weights.values, output.bias];
}

function shrink(gradient: Float32Array, values: Float32Array): void {
  for (let i = 0; i < gradient.length; i += 1)
    gradient[i] = (gradient[i] as number) + SHRINK * (values[i] as number);
}
