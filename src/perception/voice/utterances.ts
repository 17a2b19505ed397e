import { SAMPLE_RATE_HZ, type AudioChunk } from "../../sensors/audio-chunk.ts";
import { AT_REST, endpoint, likelyEnd, type Endpoint, type Endpointer } from "./endpointer.ts";
import { ACTIVITY_FRAME_SAMPLES } from "./ports.ts";

/** Silence that is kept on either side of the speech, frames of 32 ms: 0.3 s. */
const MARGIN_FRAMES = 10;

/** Speech between two silences. */
export interface Utterance {
  /** With 0.3 s of silence on either side. */
  readonly samples: Int16Array;
  /** Capture time of the first sample: ms since boot. */
  readonly samplesT: number;
  /** When the speech itself began and ended, ms since boot. */
  readonly startT: number;
  readonly endT: number;
  /** Wall clock minus `t`. */
  readonly atMinusT: number;
}

/** 512 samples, as the voice activity model wants them. */
export interface SoundFrame {
  readonly samples: Int16Array;
  readonly t: number;
  readonly atMinusT: number;
}

const FRAME_MS = (ACTIVITY_FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** Cuts chunks of any length into frames of 512 samples; the rest waits for the next chunk. */
export class Framer {
  #rest = new Int16Array(0);

  *frames(chunk: AudioChunk): Generator<SoundFrame> {
    const samples = new Int16Array(this.#rest.length + chunk.samples.length);
    samples.set(this.#rest);
    samples.set(chunk.samples, this.#rest.length);
    const startT = chunk.t - (this.#rest.length / SAMPLE_RATE_HZ) * 1000;
    const whole = Math.floor(samples.length / ACTIVITY_FRAME_SAMPLES);
    for (let i = 0; i < whole; i += 1) {
      const start = i * ACTIVITY_FRAME_SAMPLES;
      yield {
        samples: samples.subarray(start, start + ACTIVITY_FRAME_SAMPLES),
        t: startT + i * FRAME_MS,
        atMinusT: chunk.at - chunk.t,
      };
    }
    this.#rest = samples.slice(whole * ACTIVITY_FRAME_SAMPLES);
  }

  reset(): void {
    this.#rest = new Int16Array(0);
  }
}

/** What a frame has brought. */
export interface Pushed {
  readonly endpoint: Endpoint;
  /** Silence has closed it. */
  readonly utterance: Utterance | null;
  /** It will be this one if the silence goes on; told once a pause, when all of its samples are there. */
  readonly likely: Utterance | null;
}

/** Collects frames of speech into utterances; holds at most the longest utterance and its margins. */
export class Utterances {
  #state: Endpointer = AT_REST;
  #kept: SoundFrame[] = [];
  /** Number of the first kept frame. */
  #firstKept = 0;

  /** Takes a frame and the probability that it is speech. */
  push(frame: SoundFrame, probability: number): Pushed {
    this.#kept.push(frame);
    const stepped = endpoint(this.#state, probability);
    this.#state = stepped.state;
    const done = stepped.endpoint;
    const utterance = done.kind === "ended" ? this.#cut(done.first, done.last) : null;
    if (this.#state.phase !== "speech") this.#forget(this.#state.frame - MARGIN_FRAMES);
    return { endpoint: done, utterance, likely: this.#likely() };
  }

  #likely(): Utterance | null {
    const end = likelyEnd(this.#state, MARGIN_FRAMES);
    return end === null ? null : this.#cut(end.first, end.last);
  }

  /** Forgets an utterance that is not complete. */
  reset(): void {
    this.#state = AT_REST;
    this.#kept = [];
    this.#firstKept = 0;
  }

  #cut(first: number, last: number): Utterance {
    const from = Math.max(0, first - MARGIN_FRAMES - this.#firstKept);
    const frames = this.#kept.slice(from, last + MARGIN_FRAMES + 1 - this.#firstKept);
    const samples = new Int16Array(frames.length * ACTIVITY_FRAME_SAMPLES);
    frames.forEach((frame, i) => samples.set(frame.samples, i * ACTIVITY_FRAME_SAMPLES));
    const start = this.#kept[first - this.#firstKept] as SoundFrame;
    const end = this.#kept[last - this.#firstKept] as SoundFrame;
    return {
      samples,
      samplesT: (frames[0] as SoundFrame).t,
      startT: start.t,
      endT: end.t + FRAME_MS,
      atMinusT: start.atMinusT,
    };
  }

  #forget(before: number): void {
    const count = Math.max(0, before - this.#firstKept);
    if (count === 0) return;
    this.#kept.splice(0, count);
    this.#firstKept += count;
  }
}
