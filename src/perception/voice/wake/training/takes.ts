import { SAMPLE_RATE_HZ } from "../../../../sensors/audio-chunk.ts";
import { MEL_BANDS, MEL_STEP_SAMPLES } from "../mel.ts";
import { HEAD_EMBEDDINGS, type SpeechEmbedding } from "../ports.ts";
import { loudness, mixIn, noisy, trimmed, varied, type Sound } from "./augment.ts";
import { embedSound, windowsOf, type EmbeddingVariation } from "./embed.ts";
import type { Random } from "./ports.ts";
import { between, pick } from "./random.ts";
import type { Window } from "./train.ts";

export interface TakeOptions {
  readonly embedding: SpeechEmbedding;
  readonly random: Random;
  /** Speech that may come right before the phrase. */
  readonly context: readonly Sound[];
}

/** Frequencies of another vocal tract, and speech that is slower or faster. People are faster than most voices. */
const WARPS = [0.85, 1.18] as const;
const TEMPI = [0.75, 1.4] as const;
/** Most that a microphone favours a range of frequencies, in tens of decibels. */
const COLOUR = 0.8;
const LEAD_S = [1.2, 2.1] as const;
const TAIL_S = [0.3, 0.6] as const;
/** How often other speech comes before the phrase, and how close. */
const AFTER_SPEECH = 0.35;
const GAP_S = [0.02, 0.35] as const;
const SNR_DB = [3, 35] as const;
/** The phrase counts as heard from a little before its end to 0.3 s behind it: so many windows. */
const HEARD_WINDOWS = 5;
const HEARD_FROM_STEPS = -0.4;

/** One varied take of a spoken phrase in noise, perhaps after other speech; the windows that end where the phrase ends. */
export async function phraseTake(spoken: Sound, options: TakeOptions): Promise<readonly Window[]> {
  const { random, embedding } = options;
  const variation = variationOf(random, { tempi: TEMPI, warps: WARPS });
  const samples = (range: readonly [number, number]): number =>
    Math.floor(between(random, ...range) * variation.tempo * SAMPLE_RATE_HZ);
  const phrase = varied(trimmed(spoken), random);
  const lead = samples(LEAD_S);
  const scene = new Float32Array(lead + phrase.length + samples(TAIL_S));
  const level = loudness(phrase);
  if (options.context.length > 0 && random() < AFTER_SPEECH) {
    const before = pick(random, options.context).slice(-(lead - samples(GAP_S)));
    const scale = (10 ** between(random, -0.3, 0.3) * level) / Math.max(1, loudness(before));
    mixIn(scene, before, { at: Math.max(0, lead - samples(GAP_S) - before.length), scale });
  }
  mixIn(scene, phrase, { at: lead, scale: 1 });
  const heard = noisy(scene, { level, snrDb: between(random, ...SNR_DB) }, random);
  const embedded = await embedSound(heard, embedding, variation);
  const endStep = (lead + phrase.length) / (MEL_STEP_SAMPLES * variation.tempo);
  // Window i ends with step firstStep + i + 15.
  const first = Math.ceil(endStep + HEARD_FROM_STEPS) - embedded.firstStep - (HEAD_EMBEDDINGS - 1);
  const windows = windowsOf(embedded);
  return windows.slice(Math.max(0, first), Math.max(0, first + HEARD_WINDOWS));
}

const LISTENING_S = 1.5;
const TRAILING_S = 0.6;
const BACKGROUND_SNR_DB = [3, 40] as const;
const BACKGROUND_WARPS = [0.88, 1.15] as const;
const BACKGROUND_TEMPI = [0.85, 1.25] as const;

/** Every window of a varied take of speech that is no wake. */
export async function backgroundTake(
  spoken: Sound,
  { random, embedding }: Omit<TakeOptions, "context">,
): Promise<readonly Window[]> {
  const speech = varied(spoken, random);
  const scene = new Float32Array(Math.floor((LISTENING_S + TRAILING_S) * SAMPLE_RATE_HZ) + speech.length);
  mixIn(scene, speech, { at: Math.floor(LISTENING_S * SAMPLE_RATE_HZ), scale: 1 });
  const snrDb = between(random, ...BACKGROUND_SNR_DB);
  const heard = noisy(scene, { level: loudness(speech), snrDb }, random);
  const variation = variationOf(random, { tempi: BACKGROUND_TEMPI, warps: BACKGROUND_WARPS });
  return windowsOf(await embedSound(heard, embedding, variation));
}

interface Ranges {
  readonly tempi: readonly [number, number];
  readonly warps: readonly [number, number];
}

/** Another speaker at another microphone. */
function variationOf(random: Random, { tempi, warps }: Ranges): Required<EmbeddingVariation> {
  const knots = Array.from({ length: 5 }, () => between(random, -COLOUR, COLOUR));
  const mean = knots.reduce((sum, knot) => sum + knot, 0) / knots.length;
  const colour = Float32Array.from({ length: MEL_BANDS }, (_, band) => {
    const at = (band / (MEL_BANDS - 1)) * (knots.length - 1);
    const left = Math.min(knots.length - 2, Math.floor(at));
    const part = at - left;
    return (knots[left] as number) * (1 - part) + (knots[left + 1] as number) * part - mean;
  });
  return { colour, tempo: between(random, ...tempi), warp: between(random, ...warps) };
}
