import { freshNetwork, logitsOf, standardised, type Network } from "./network.ts";
import { Optimiser } from "./optimiser.ts";
import type { MatrixProduct, Random } from "./ports.ts";
import { between, pick } from "./random.ts";

/** What a head looks at at one moment: 16 × 96 numbers. */
export type Window = Float32Array;

/** Windows that are no wake, and how many of them a batch takes. */
interface NegativePool {
  readonly windows: readonly Window[];
  readonly perBatch: number;
}

export interface TrainingSet {
  /** Windows that end with the phrase. */
  readonly positives: readonly Window[];
  readonly negatives: readonly NegativePool[];
}

export interface TrainingOptions {
  readonly product: MatrixProduct;
  readonly random: Random;
  /** Called now and then with the part that is done, 0–1. */
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
  /** Fewer for tests. */
  readonly steps?: number | undefined;
}

const HIDDEN_UNITS = 32;
const STEPS = 2_500;
const POSITIVES_PER_BATCH = 48;
/** A false wake is worse than a phrase that has to be said again. */
const NEGATIVE_WEIGHT = 2;
/** In standard deviations of the input. */
const INPUT_NOISE = 0.35;
const DROPPED_INPUTS = 0.1;
const RATE = { until: 0.72, high: 1e-3, low: 3e-4 } as const;
/** At these parts of the way the negatives that are most like the phrase are sought, and are shown more often from then on. */
const SEARCHES = [0.32, 0.6, 0.8] as const;
const HARDEST = 1_500;
const HARD_PER_BATCH = 24;
const STATISTICS_SAMPLES = 2_000;

/** Mean and deviation of each input, over as many windows of each kind. */
export function statisticsOf(set: TrainingSet, random: Random): Pick<Network, "mean" | "deviation"> {
  const pools = [set.positives, ...set.negatives.map(({ windows }) => windows)];
  const sample = pools.flatMap((pool) =>
    Array.from({ length: STATISTICS_SAMPLES }, () => pick(random, pool)),
  );
  const size = (sample[0] as Window).length;
  const mean = new Float32Array(size);
  const deviation = new Float32Array(size);
  for (let i = 0; i < size; i += 1) {
    let [sum, squares] = [0, 0];
    for (const window of sample) {
      sum += window[i] as number;
      squares += (window[i] as number) ** 2;
    }
    const average = sum / sample.length;
    mean[i] = average;
    deviation[i] = Math.sqrt(Math.max(0, squares / sample.length - average ** 2)) + 1e-2;
  }
  return { mean, deviation };
}

/** Trains one network to tell the phrase from everything else. Rejects with the signal's reason when it aborts. */
export async function trainNetwork(
  set: TrainingSet,
  statistics: Pick<Network, "mean" | "deviation">,
  options: TrainingOptions,
): Promise<Network> {
  const { product, random, onProgress, signal, steps = STEPS } = options;
  const network = freshNetwork(statistics, HIDDEN_UNITS, random);
  const optimiser = new Optimiser(network, product);
  let hard: readonly (readonly Window[])[] = [];
  const searches = new Set(SEARCHES.map((part) => Math.floor(part * steps)));
  for (let step = 0; step < steps; step += 1) {
    signal.throwIfAborted();
    if (searches.has(step)) hard = await hardest(network, set, product);
    const rate = step < RATE.until * steps ? RATE.high : RATE.low;
    await optimiser.step(batch(network, { set, hard, random }), rate);
    if (step % 50 === 0) onProgress(step / steps);
  }
  return network;
}

/** Of each pool of negatives those that the network takes for the phrase most. */
async function hardest(
  network: Network,
  { negatives }: TrainingSet,
  product: MatrixProduct,
): Promise<readonly (readonly Window[])[]> {
  const found: (readonly Window[])[] = [];
  for (const { windows } of negatives) {
    const logits = await logitsOf(network, windows, product);
    const order = windows.map((_, i) => i).sort((a, b) => (logits[b] as number) - (logits[a] as number));
    found.push(order.slice(0, HARDEST).map((i) => windows[i] as Window));
  }
  return found;
}

function batch(
  network: Network,
  { set, hard, random }: { set: TrainingSet; hard: readonly (readonly Window[])[]; random: Random },
): Parameters<Optimiser["step"]>[0] {
  const some = (pool: readonly Window[], count: number): Window[] =>
    Array.from({ length: count }, () => pick(random, pool));
  const positives = some(set.positives, POSITIVES_PER_BATCH);
  const negatives = set.negatives.flatMap(({ windows, perBatch }) => some(windows, perBatch));
  const inputs = standardised(network, [
    ...positives,
    ...negatives,
    ...hard.flatMap((pool) => some(pool, HARD_PER_BATCH)),
  ]);
  for (let i = 0; i < inputs.values.length; i += 1)
    inputs.values[i] =
      random() < DROPPED_INPUTS
        ? 0
        : (inputs.values[i] as number) + between(random, -INPUT_NOISE, INPUT_NOISE);
  const targets = Float32Array.from({ length: inputs.rows }, (_, row) => (row < positives.length ? 1 : 0));
  return { inputs, targets, weights: targets.map((target) => (target === 1 ? 1 : NEGATIVE_WEIGHT)) };
}
