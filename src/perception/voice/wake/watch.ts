import type { Grammar } from "../grammar.ts";
import type { CommandRecogniser } from "../ports.ts";
import type { Utterance } from "../utterances.ts";
import { checkPhrase } from "./phrase-check.ts";
import type { SpeechEmbedding, WakeHead } from "./ports.ts";
import { WakeSpotter, type CheckedSound, type HeardFrame, type Spotted, type WakeEngine } from "./spotter.ts";

/** A trained head and what it needs. */
export interface WakeModel {
  readonly embedding: SpeechEmbedding;
  readonly head: WakeHead;
  /** Least score where the phrase cannot be checked. */
  readonly threshold: number;
}

/** A head beside the recogniser's check; without a grammar that knows the phrase the head decides alone. */
export function wakeSpotter(
  model: WakeModel,
  by: { readonly recogniser: CommandRecogniser; readonly grammar: Grammar },
): WakeEngine {
  const check = by.grammar.wakeWords.length === 0 ? null : (sound: CheckedSound) => checkPhrase(sound, by);
  return new WakeSpotter({ ...model, check });
}

/** Watches a microphone's sound for the wake phrase, and knows which utterance it was in. */
export class WakeWatch {
  readonly #engine: WakeEngine;
  #last: Spotted | null = null;

  constructor(engine: WakeEngine) {
    this.#engine = engine;
  }

  /** Takes the next frame; the phrase, if it has just been said. */
  async push(frame: HeardFrame): Promise<Spotted | null> {
    const spotted = await this.#engine.push(frame);
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
    this.#engine.reset();
  }
}
