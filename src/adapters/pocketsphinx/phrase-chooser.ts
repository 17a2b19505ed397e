import { utteranceRatio } from "../../perception/voice/likelihood.ts";
import type { Candidates, Choice } from "../../perception/voice/ports.ts";
import { Decoder, GRAMMAR_BEAMS } from "./decoder.ts";
import type { Segment } from "./library.ts";
import { weigh } from "./weigh.ts";

const ALL = "all";

/**
 * A decoder that knows nothing but some phrases. The second best is found by decoding again without the best: one
 * grammar more for every phrase that was best once.
 */
export class PhraseChooser {
  readonly #decoder: Decoder;
  readonly #phrases: readonly string[];
  readonly #key: string;
  readonly #without = new Set<string>();

  /** @throws GatehouseError VOICE_GRAMMAR (failed) if PocketSphinx cannot read the phrases */
  constructor(candidates: Candidates) {
    this.#phrases = [...new Set(candidates.phrases)];
    this.#key = keyOf(candidates);
    this.#decoder = new Decoder(candidates.dictionary, GRAMMAR_BEAMS);
    try {
      this.#decoder.addGrammar(ALL, grammarOf(this.#phrases));
    } catch (error) {
      this.#decoder.close();
      throw error;
    }
  }

  isFor(candidates: Candidates): boolean {
    return keyOf(candidates) === this.#key;
  }

  /** @param loop the best path of free phones through the same utterance */
  choose(samples: Int16Array, loop: readonly Segment[]): Choice {
    const best = weigh(this.#decoder.decode(samples, ALL), loop);
    const phrase = best.words.map(({ word }) => word).join(" ");
    const llr = utteranceRatio(best);
    if (llr === null || !this.#phrases.includes(phrase)) return { phrase: null, llr: null, lead: null };
    const next = this.#next(samples, phrase);
    if (next === null) return { phrase, llr, lead: null };
    const frames = best.words.reduce((sum, word) => sum + word.frames, 0);
    return { phrase, llr, lead: (best.score - next) / Math.max(frames, best.loopFrames, 1) };
  }

  close(): void {
    this.#decoder.close();
  }

  /** The acoustic score of the best other phrase; null if there is none. */
  #next(samples: Int16Array, best: string): number | null {
    const others = this.#phrases.filter((phrase) => phrase !== best);
    if (others.length === 0) return null;
    const name = `without ${this.#phrases.indexOf(best)}`;
    if (!this.#without.has(name)) {
      this.#decoder.addGrammar(name, grammarOf(others));
      this.#without.add(name);
    }
    const path = this.#decoder.decode(samples, name);
    return path.length === 0 ? null : path.reduce((sum, { score }) => sum + score, 0);
  }
}

function keyOf({ phrases, dictionary }: Candidates): string {
  return JSON.stringify([phrases, dictionary.map(({ word, phones }) => [word, phones])]);
}

function grammarOf(phrases: readonly string[]): string {
  return `#JSGF V1.0;\ngrammar phrases;\npublic <phrase> = ${phrases.map((one) => `( ${one} )`).join(" | ")};\n`;
}
