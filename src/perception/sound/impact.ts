import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";

/** A sudden loud sound that dies away at once: a blow, a slammed door, breaking glass. Which of them is not known. */
export interface Impact {
  /** When it began, ms since boot. */
  readonly t: number;
  /** 0.5 where it just suffices, 1 where it is 20 dB above that. */
  readonly confidence: number;
}

/** The level is looked at in steps of 8 ms. */
const STEP_SAMPLES = SAMPLE_RATE_HZ / 125;
const STEP_MS = 8;
/** An impact is louder than everything in the quarter of a second before it by so much, in at most two steps … */
const RISE_DB = 28;
const BEFORE_STEPS = 31;
/** … and than the room's own noise; it is not faint by itself either (dB below the loudest that there is). */
const ABOVE_FLOOR_DB = 34;
const LEAST_DB = -26;
/** A third of a second later it has died away by so much, and it was nearly as loud as at its peak only shortly. */
const DECAY_DB = 12;
const DECIDED_AFTER_STEPS = 40;
const LOUD_WITHIN_DB = 10;
const LOUD_STEPS_MOST = 14;
/** One sound is one impact, its echoes included. */
const REST_STEPS = 125;
/** The room's noise is followed at once where it is quieter, and by 1.5 dB a second where it is louder. */
const FLOOR_RISE_DB = 1.5 * (STEP_MS / 1000);
/** Speech that begins with a plosive is as sudden; so sure has the voice activity model to be that it is none. */
const SPEECH = 0.5;

interface Candidate {
  readonly t: number;
  readonly excessDb: number;
  readonly levels: number[];
  speech: number;
}

/** Notices impacts, whatever the room sounds like; bounded in memory and work. */
export class ImpactDetector {
  /** Levels of the last quarter of a second, oldest first. */
  #before: number[] = [];
  #floor: number | null = null;
  #rest = 0;
  #candidate: Candidate | null = null;

  /** Takes a frame of sound, its time (ms since boot), and how probably it is speech. */
  push(samples: Int16Array, t: number, speech: number): Impact | null {
    let found: Impact | null = null;
    for (let at = 0; at + STEP_SAMPLES <= samples.length; at += STEP_SAMPLES) {
      const level = levelOf(samples.subarray(at, at + STEP_SAMPLES));
      found = this.#step(level, t + (at / SAMPLE_RATE_HZ) * 1000, speech) ?? found;
    }
    return found;
  }

  /** What comes next does not follow what came before. */
  reset(): void {
    this.#before = [];
    this.#candidate = null;
    this.#rest = 0;
  }

  #step(level: number, t: number, speech: number): Impact | null {
    const floor = this.#floor ?? level;
    this.#floor = level < floor ? level : Math.min(level, floor + FLOOR_RISE_DB);
    const decided = this.#follow(level, speech);
    this.#rest = Math.max(0, this.#rest - 1);
    if (this.#candidate === null && this.#rest === 0) this.#candidate = this.#begin(level, t, floor);
    this.#before.push(level);
    if (this.#before.length > BEFORE_STEPS) this.#before.shift();
    return decided;
  }

  /** Two steps are let rise: a sound begins anywhere within one. */
  #begin(level: number, t: number, floor: number): Candidate | null {
    if (this.#before.length < BEFORE_STEPS || level < LEAST_DB) return null;
    const loudest = Math.max(...this.#before.slice(0, -1));
    const excessDb = Math.min(level - loudest - RISE_DB, level - floor - ABOVE_FLOOR_DB);
    return excessDb < 0 ? null : { t, excessDb, levels: [level], speech: 0 };
  }

  #follow(level: number, speech: number): Impact | null {
    const candidate = this.#candidate;
    if (candidate === null) return null;
    candidate.levels.push(level);
    candidate.speech = Math.max(candidate.speech, speech);
    if (candidate.levels.length < DECIDED_AFTER_STEPS) return null;
    this.#candidate = null;
    this.#rest = REST_STEPS;
    const { t, excessDb, levels } = candidate;
    const peak = Math.max(...levels);
    const loud = levels.filter((one) => one > peak - LOUD_WITHIN_DB).length;
    const end = Math.max(...levels.slice(-5));
    if (candidate.speech >= SPEECH || loud > LOUD_STEPS_MOST || end > peak - DECAY_DB) return null;
    return { t, confidence: Math.min(1, 0.5 + excessDb / 40) };
  }
}

/** Mean power in dB below the loudest that there is; silence counts as one that 16 bits can just tell. */
function levelOf(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(Math.max(1, sum / samples.length) / 32_768 ** 2);
}
