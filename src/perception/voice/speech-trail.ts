import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import type { SpokenAnswer } from "./observation.ts";
import { ACTIVITY_FRAME_SAMPLES } from "./ports.ts";
import type { SoundFrame } from "./utterances.ts";

/** About 16 s: the longest utterance, the silence that ends it, and more than 4 s before. */
const MOST_STEPS = 512;
const STEP_MS = (ACTIVITY_FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;
/** A frame that is further from its place does not follow the last one. */
const GAP_MS = 100;
/** Level of silence itself, dB of full scale. */
const QUIETEST_DB = -100;

interface Step {
  readonly t: number;
  readonly probability: number;
  readonly level: number;
}

/** When there was speech in the last seconds, and how loud the sound was; without gaps, and bounded. */
export class SpeechTrail {
  readonly #steps: Step[] = [];

  push(frame: SoundFrame, probability: number): void {
    const last = this.#steps.at(-1);
    if (last !== undefined && Math.abs(frame.t - last.t - STEP_MS) > GAP_MS) this.#steps.length = 0;
    this.#steps.push({ t: frame.t, probability, level: levelOf(frame.samples) });
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
  }

  /** What is known between two moments (ms since boot). */
  between(fromT: number, untilT: number): SpokenAnswer["speech"] {
    const steps = this.#steps.filter(({ t }) => t >= fromT - STEP_MS && t <= untilT);
    return {
      fromT: steps[0]?.t ?? fromT,
      stepMs: STEP_MS,
      probabilities: steps.map(({ probability }) => probability),
      levels: steps.map(({ level }) => level),
    };
  }
}

function levelOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, samples.length)) / 32_768;
  return Math.max(QUIETEST_DB, 20 * Math.log10(rms));
}
