import type { SpeechEmbedding } from "../../perception/voice/wake/ports.ts";
import type { Sound } from "../../perception/voice/wake/training/augment.ts";
import type { Network } from "../../perception/voice/wake/training/network.ts";
import type { MatrixProduct, Random } from "../../perception/voice/wake/training/ports.ts";
import {
  statisticsOf,
  trainNetwork,
  type TrainingSet,
  type Window,
} from "../../perception/voice/wake/training/train.ts";
import { otherWindows, phraseWindows, type WindowOptions } from "./material.ts";

/** Networks whose logits are averaged: one alone is less steady. */
const NETWORKS = 3;
/** How many windows of each kind of negative a batch takes. */
const PER_BATCH = { background: 100, misses: 60 } as const;

/** Everything a head learns from. */
export interface Material {
  readonly phrase: readonly { readonly sound: Sound; readonly recorded: boolean }[];
  readonly misses: readonly Sound[];
  readonly background: AsyncIterable<Sound> | Iterable<Sound>;
  /** Speech that comes before the phrase now and then. */
  readonly context: readonly Sound[];
}

export interface HeadOptions {
  readonly embedding: SpeechEmbedding;
  readonly product: MatrixProduct;
  readonly random: Random;
  readonly signal: AbortSignal;
  readonly progress: (stage: string, part: number) => void;
  /** Steps of the training of each network; the usual number if it is left out. */
  readonly steps?: number | undefined;
}

/** Windows of all material, by what they are. `backgroundSounds`: how many there are, for the progress. */
export async function windowsFrom(
  material: Material,
  options: HeadOptions,
  backgroundSounds: number,
): Promise<TrainingSet> {
  const { embedding, random, progress } = options;
  const using = (stage: string, count = 1): WindowOptions => ({
    embedding,
    random,
    progress: (done) => progress(stage, done / count),
  });
  const positives = await phraseWindows(material.phrase, { ...using("phrase"), context: material.context });
  const misses = await otherWindows(material.misses, using("near misses", material.misses.length));
  const background = await otherWindows(material.background, using("background", backgroundSounds));
  const pools: readonly [readonly Window[], number][] = [
    [background, PER_BATCH.background],
    [misses, PER_BATCH.misses],
  ];
  return {
    positives,
    negatives: pools
      .filter(([windows]) => windows.length > 0)
      .map(([windows, perBatch]) => ({ windows, perBatch })),
  };
}

/** Trains the networks of a head. */
export async function networksFrom(set: TrainingSet, options: HeadOptions): Promise<readonly Network[]> {
  const { product, random, signal, progress, steps } = options;
  const statistics = statisticsOf(set, random);
  const networks: Network[] = [];
  for (let n = 0; n < NETWORKS; n += 1)
    networks.push(
      await trainNetwork(set, statistics, {
        ...{ product, random, signal, steps },
        onProgress: (done) => progress("training", (n + done) / NETWORKS),
      }),
    );
  return networks;
}
