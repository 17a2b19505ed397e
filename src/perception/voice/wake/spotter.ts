import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import {
  agree,
  AT_EASE,
  CHECKED,
  END_FRAMES,
  listen,
  mayBeDoubtful,
  NO_SPEECH,
  pause,
  resting,
  type Checked,
  type Listening,
  type Pausing,
} from "./decision.ts";
import { SpeechFeatures } from "./features.ts";
import type { SpeechEmbedding, WakeHead } from "./ports.ts";

/** Probability of speech from which the head listens. Low: a far voice must not be missed, and silence stays below. */
const ALERT = 0.1;
/** The head goes on listening so many ms after the last speech: phrases end in sounds that are hardly voiced. */
const ALERT_MS = 800;
/** Sound that is checked for the phrase, up to now. */
const CHECKED_SAMPLES = 2 * SAMPLE_RATE_HZ;

/** A wake phrase that was heard. */
export interface Spotted {
  /** When it had been said, ms since boot; within about 0.3 s. */
  readonly t: number;
  /** The best score that two steps in a row had; null where whoever heard it gives none. */
  readonly score: number | null;
  /** Null without a check. */
  readonly checked: Checked | null;
}

/** The last two seconds, to be checked. */
export interface CheckedSound {
  readonly samples: Int16Array;
  /** See `mayBeDoubtful`: without it only a check that is sure counts. */
  readonly mayBeDoubtful: boolean;
}

/** A second opinion about the last two seconds. */
export type PhraseCheck = (sound: CheckedSound) => Promise<Checked>;

export interface WakeSpotterOptions {
  readonly embedding: SpeechEmbedding;
  readonly head: WakeHead;
  /** Without it the head decides alone, from `threshold` on. */
  readonly check: PhraseCheck | null;
  readonly threshold: number;
}

/** A frame of sound, next in time, and how likely it is speech. */
export interface HeardFrame {
  readonly samples: Int16Array;
  /** Capture time of its first sample, ms since boot. */
  readonly t: number;
  readonly speech: number;
  /** The phrase was said, or need not be: pauses are not searched for it, which would make a command wait. */
  readonly awaited?: boolean;
}

/** Hears a wake phrase in running sound as soon as it has been said. */
export interface WakeEngine {
  /** Takes the next frame; the phrase, if it has just been said. Calls must not overlap. */
  push(frame: HeardFrame): Promise<Spotted | null>;
  /** What follows does not continue what was heard. */
  reset(): void;
}

/**
 * Finds a wake phrase in running sound: openWakeWord's chain (mel spectrogram, speech embedding, a head), which works only
 * while there may be speech, and a check of what it finds.
 */
export class WakeSpotter implements WakeEngine {
  readonly #options: WakeSpotterOptions;
  readonly #features: SpeechFeatures;
  readonly #recent = new Int16Array(CHECKED_SAMPLES);
  #state: Listening = AT_EASE;
  #pausing: Pausing = NO_SPEECH;
  #saying: Pausing = NO_SPEECH;
  /** Best score since speech began. */
  #best = 0;
  #alertUntilT = -Infinity;
  #checks = 0;

  constructor(options: WakeSpotterOptions) {
    this.#options = options;
    this.#features = new SpeechFeatures(options.embedding);
  }

  /** How often something had to be checked. */
  get checks(): number {
    return this.#checks;
  }

  /** Calls must not overlap. */
  async push(frame: HeardFrame): Promise<Spotted | null> {
    if (frame.speech >= ALERT) this.#alertUntilT = frame.t + ALERT_MS;
    this.#recent.copyWithin(0, frame.samples.length);
    this.#recent.set(frame.samples, CHECKED_SAMPLES - frame.samples.length);
    let spotted: Spotted | null = null;
    for (const used of this.#features.push(frame.samples)) {
      const t = frame.t + (used / SAMPLE_RATE_HZ) * 1000;
      const score =
        t <= this.#alertUntilT ? await this.#options.head.score(await this.#features.current()) : 0;
      spotted = (await this.#step(score, t)) ?? spotted;
    }
    const pausing = pause(this.#pausing, frame.speech);
    this.#saying = pause(this.#saying, frame.speech, END_FRAMES).state;
    this.#pausing = pausing.state;
    if (!pausing.paused) return spotted;
    const isSearched = this.#options.check !== null && this.#state.rest === 0 && frame.awaited !== true;
    if (spotted === null && isSearched) spotted = await this.#decide(frame.t);
    this.#best = 0;
    return spotted;
  }

  async #step(score: number, t: number): Promise<Spotted | null> {
    const { check, threshold } = this.#options;
    const next = listen(this.#state, score, check === null ? { candidate: threshold } : CHECKED);
    this.#state = next.state;
    this.#best = Math.max(this.#best, next.state.best);
    return next.candidate ? this.#decide(t) : null;
  }

  async #decide(t: number): Promise<Spotted | null> {
    const { check } = this.#options;
    const score = this.#best;
    let checked: Checked | null = null;
    if (check !== null) {
      this.#checks += 1;
      const found = { best: score, voiced: this.#saying.voiced };
      checked = await check({ samples: this.#recent, mayBeDoubtful: mayBeDoubtful(found) });
      if (!agree(found, checked)) return null;
    }
    this.#state = resting();
    this.#best = 0;
    // The same phrase must not be found again at the next pause.
    this.#recent.fill(0);
    return { t, score, checked };
  }

  /** What follows does not continue what was heard. */
  reset(): void {
    this.#features.reset();
    this.#recent.fill(0);
    this.#state = AT_EASE;
    this.#pausing = NO_SPEECH;
    this.#saying = NO_SPEECH;
    this.#best = 0;
    this.#alertUntilT = -Infinity;
  }
}
