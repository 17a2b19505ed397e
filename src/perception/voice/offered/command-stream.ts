import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import type { NoiseSuppressor } from "../ports.ts";
import { understand } from "../understand.ts";
import { Framer, Utterances } from "../utterances.ts";
import type { StreamParts } from "./wake-stream.ts";

/** Nobody takes longer to say a command; what follows is not looked at. */
const MOST_SAMPLES = 15 * SAMPLE_RATE_HZ;
/** Silence on either side: whoever sends a command may have cut it closely, and silence is what ends it. */
const BEFORE = new Int16Array(0.3 * SAMPLE_RATE_HZ);
const BEHIND = new Int16Array(0.7 * SAMPLE_RATE_HZ);

/**
 * Finds the command in a stream of sound that somebody has sent for that; each utterance is recognised as soon as it is
 * over, and the first command counts.
 */
export class CommandStream {
  readonly #parts: StreamParts & { readonly suppressor: NoiseSuppressor };
  readonly #framer = new Framer();
  readonly #utterances = new Utterances();
  #heard = 0;
  #isTooLong = false;
  #sentence: string | null = null;

  constructor(parts: StreamParts & { readonly suppressor: NoiseSuppressor }) {
    this.#parts = parts;
  }

  /** Whether there was more sound than a command may have. */
  get isTooLong(): boolean {
    return this.#isTooLong;
  }

  /** Takes the next samples, 16 kHz mono. Calls must not overlap. */
  async push(samples: Int16Array): Promise<void> {
    const room = MOST_SAMPLES - this.#heard;
    if (samples.length > room) this.#isTooLong = true;
    if (this.#heard === 0) await this.#listen(BEFORE);
    this.#heard += Math.min(room, samples.length);
    await this.#listen(samples.subarray(0, room));
  }

  /** Nothing follows: the sentence that was understood, without the wake phrase; empty if none was. */
  async finish(): Promise<string> {
    await this.#listen(BEHIND);
    return this.#sentence ?? "";
  }

  async #listen(samples: Int16Array): Promise<void> {
    // Times do not matter here.
    for (const frame of this.#framer.frames({ samples, t: 0, at: 0 })) {
      if (this.#sentence !== null) return;
      const probability = await this.#parts.activity.probability(frame.samples);
      const { utterance } = this.#utterances.push(frame, probability);
      if (utterance !== null) this.#sentence = await this.#commandIn(utterance.samples);
    }
  }

  async #commandIn(samples: Int16Array): Promise<string | null> {
    const { recogniser, suppressor, settings } = this.#parts;
    const { verdict } = await understand(samples, "command", { recogniser, suppressor, context: settings() });
    return verdict.kind === "commanded" ? verdict.sentence : null;
  }
}
