import {
  MEL_BANDS,
  MEL_CONTEXT,
  MEL_STEP_FRAMES,
  MEL_STEP_SAMPLES,
  MelSpectrogram,
  type MelVariation,
} from "../mel.ts";
import { EMBEDDING_FRAMES, EMBEDDING_SIZE, HEAD_EMBEDDINGS, type SpeechEmbedding } from "../ports.ts";
import type { Sound } from "./augment.ts";
import type { Window } from "./train.ts";

const STEP_VALUES = MEL_STEP_FRAMES * MEL_BANDS;
const WINDOW_VALUES = EMBEDDING_FRAMES * MEL_BANDS;
/** Steps that the first embedding needs before it. */
const FIRST_STEP = Math.ceil(EMBEDDING_FRAMES / MEL_STEP_FRAMES);
const BLOCK = 64;

/** Embeddings of a sound, 80 ms apart; the first ends with step `firstStep` of the sound (a step is 1,280 samples, by `tempo` more). */
export interface EmbeddedSound {
  readonly firstStep: number;
  readonly embeddings: Float32Array;
}

/** How a sound is made to differ before it is embedded. */
export interface EmbeddingVariation extends MelVariation {
  /** Added to each of the 32 bands: another microphone, in tens of decibels. */
  readonly colour?: Float32Array;
}

/** Embeds a whole sound. */
export async function embedSound(
  sound: Sound,
  embedding: SpeechEmbedding,
  variation: EmbeddingVariation = {},
): Promise<EmbeddedSound> {
  const spectrogram = new MelSpectrogram(variation);
  const stepSamples = MEL_STEP_SAMPLES * (variation.tempo ?? 1);
  const steps = Math.floor(sound.length / stepSamples);
  const padded = new Float32Array(MEL_CONTEXT + sound.length);
  padded.set(sound, MEL_CONTEXT);
  const mel = new Float32Array(steps * STEP_VALUES);
  for (let step = 0; step < steps; step += 1) {
    spectrogram.step(padded.subarray(Math.round(step * stepSamples)), mel.subarray(step * STEP_VALUES));
  }
  const { colour } = variation;
  if (colour !== undefined)
    for (let i = 0; i < mel.length; i += 1) mel[i] = (mel[i] as number) + (colour[i % MEL_BANDS] as number);
  const count = Math.max(0, steps - FIRST_STEP + 1);
  const embeddings = new Float32Array(count * EMBEDDING_SIZE);
  for (let at = 0; at < count; at += BLOCK) {
    const block = Math.min(BLOCK, count - at);
    const windows = new Float32Array(block * WINDOW_VALUES);
    for (let i = 0; i < block; i += 1) {
      const end = (FIRST_STEP + at + i) * STEP_VALUES;
      windows.set(mel.subarray(end - WINDOW_VALUES, end), i * WINDOW_VALUES);
    }
    embeddings.set(await embedding.embed(windows, block), at * EMBEDDING_SIZE);
  }
  return { firstStep: FIRST_STEP, embeddings };
}

/** Every window of an embedded sound, in order; views, not copies. */
export function windowsOf({ embeddings }: EmbeddedSound): readonly Window[] {
  const count = embeddings.length / EMBEDDING_SIZE - HEAD_EMBEDDINGS + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) =>
    embeddings.subarray(i * EMBEDDING_SIZE, (i + HEAD_EMBEDDINGS) * EMBEDDING_SIZE),
  );
}
