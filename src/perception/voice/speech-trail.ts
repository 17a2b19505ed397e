import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { bandsOf } from "./bands.ts";
import { mouthOfSound } from "./mouth-of-sound.ts";
import type { SpokenAnswer } from "./observation.ts";
import { ACTIVITY_FRAME_SAMPLES } from "./ports.ts";
import type { SoundFrame } from "./utterances.ts";

/** About 16 s: the longest utterance, the silence that ends it, and more than 4 s before. */
const MOST_STEPS = 512;
const STEP_MS = (ACTIVITY_FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;
/** A frame that is further from its place does not follow the last one. */
const GAP_MS = 100;
/** How long before an answer it is told what there was to hear. */
const BEFORE_ANSWER_MS = 4_000;
/** And how long after it: what there is by then. */
const AFTER_ANSWER_MS = 400;

interface Step {
  readonly t: number;
  readonly probability: number;
  readonly bands: Float64Array;
}

/** When there was speech in the last seconds, and what it sounded like; without gaps, and bounded. */
export class SpeechTrail {
  readonly #steps: Step[] = [];

  push(frame: SoundFrame, probability: number): void {
    const last = this.#steps.at(-1);
    if (last !== undefined && Math.abs(frame.t - last.t - STEP_MS) > GAP_MS) this.#steps.length = 0;
    this.#steps.push({ t: frame.t, probability, bands: bandsOf(frame.samples) });
    if (this.#steps.length > MOST_STEPS) this.#steps.shift();
  }

  /** What is known of an answer and of the time around it (ms since boot). */
  around({ startT, endT }: { readonly startT: number; readonly endT: number }): SpokenAnswer["speech"] {
    const fromT = startT - BEFORE_ANSWER_MS;
    const steps = this.#steps.filter(({ t }) => t >= fromT - STEP_MS && t <= endT + AFTER_ANSWER_MS);
    const isAnswer = (i: number): boolean => {
      const t = steps[i]?.t ?? Number.NaN;
      return t >= startT && t < endT;
    };
    return {
      fromT: steps[0]?.t ?? fromT,
      stepMs: STEP_MS,
      probabilities: steps.map(({ probability }) => probability),
      mouth: mouthOfSound(
        steps.map(({ bands }) => bands),
        isAnswer,
      ),
    };
  }
}
