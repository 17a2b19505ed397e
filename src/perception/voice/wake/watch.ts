import type { Grammar } from "../grammar.ts";
import type { CommandRecogniser } from "../ports.ts";
import type { Utterance } from "../utterances.ts";
import { checkPhrase } from "./phrase-check.ts";
import type { SpeechEmbedding, WakeHead } from "./ports.ts";
import { WakeSpotter, type CheckedSound, type HeardFrame, type Spotted } from "./spotter.ts";

/** A trained head and what it needs. */
export interface WakeModel {
  readonly embedding: SpeechEmbedding;
  readonly head: WakeHead;
  /** Least score where the phrase cannot be checked. */
  readonly threshold: number;
}

/** Watches a microphone's sound for the wake phrase with a trained head, and knows which utterance it was in. */
export class WakeWatch {
  readonly #spotter: WakeSpotter;
  #last: Spotted | null = null;

  /** Without a recogniser's grammar that knows the phrase the head decides alone. */
  constructor(model: WakeModel, by: { readonly recogniser: CommandRecogniser; readonly grammar: Grammar }) {
    const check = by.grammar.wakeWords.length === 0 ? null : (sound: CheckedSound) => checkPhrase(sound, by);
    this.#spotter = new WakeSpotter({ ...model, check });
  }

  /** Takes the next frame; the phrase, if it has just been said. */
  async push(frame: HeardFrame): Promise<Spotted | null> {
    const spotted = await this.#spotter.push(frame);
    if (spotted !== null) this.#last = spotted;
    return spotted;
  }

  /** The phrase, if it was spotted within this utterance. */
  within(utterance: Pick<Utterance, "samplesT" | "endT">): Spotted | null {
    const last = this.#last;
    // A pause is noticed a little after the end of the speech.
    return last !== null && last.t >= utterance.samplesT && last.t <= utterance.endT + 500 ? last : null;
  }

  reset(): void {
    this.#spotter.reset();
  }
}
