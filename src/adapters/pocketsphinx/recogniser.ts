import { ANY_SPEECH, type Expectation } from "../../perception/voice/grammar.ts";
import type { CommandRecogniser, Recognition, RecogniserGrammar } from "../../perception/voice/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { Decoder } from "./decoder.ts";
import { PHONE_DICTIONARY, PHONE_LOOP, phoneRule } from "./phone-loop.ts";
import { weigh } from "./weigh.ts";

/** Wide beams keep the right path alive in noise; measured on kitchen noise at 10 dB they are worth 4 points. */
const GRAMMAR_BEAMS = { beam: "1e-80", wbeam: "1e-40" };
/** The loop is only a yardstick: narrow beams make it cheap. */
const LOOP_BEAMS = { beam: "1e-20", pbeam: "1e-20", wbeam: "1e-10" };

/**
 * PocketSphinx with a grammar, and beside it a second decoder that hears mere phones, to tell commands from other
 * speech. Calls block the thread for about 4 % of the sound's length: `WorkerRecogniser` keeps that off the main thread.
 */
export class SphinxRecogniser implements CommandRecogniser {
  readonly #loop: Decoder;
  #grammar: Decoder | null = null;
  #known: readonly Expectation[] = [];

  /** Throws `VOICE_POCKETSPHINX_MISSING` where the library or the model is not installed. */
  constructor() {
    this.#loop = new Decoder(PHONE_DICTIONARY, LOOP_BEAMS);
    this.#loop.addGrammar("loop", PHONE_LOOP);
  }

  prepare(grammar: RecogniserGrammar): Promise<void> {
    return Promise.resolve().then(() => {
      const decoder = new Decoder([...grammar.dictionary, ...PHONE_DICTIONARY], GRAMMAR_BEAMS);
      const known: Expectation[] = [];
      try {
        for (const name of ["addressed", "anywhere", "command"] as const) {
          const text = grammar.jsgf[name];
          if (text === null) continue;
          decoder.addGrammar(name, name === "anywhere" ? text + phoneRule(ANY_SPEECH) : text);
          known.push(name);
        }
      } catch (error) {
        decoder.close();
        throw error;
      }
      this.#grammar?.close();
      this.#grammar = decoder;
      this.#known = known;
    });
  }

  recognise(samples: Int16Array, expectation: Expectation): Promise<Recognition> {
    return Promise.resolve().then(() => {
      if (this.#grammar === null)
        throw new GatehouseError("VOICE_NOT_PREPARED", "The recogniser has no grammar yet.", {
          kind: "failed",
        });
      const begin = performance.now();
      const sentence = this.#known.includes(expectation) ? this.#grammar.decode(samples, expectation) : [];
      const decoded = performance.now();
      const phones = sentence.length === 0 ? [] : this.#loop.decode(samples, "loop");
      const rejected = performance.now();
      return { ...weigh(sentence, phones), decodeMs: decoded - begin, rejectMs: rejected - decoded };
    });
  }

  close(): Promise<void> {
    this.#grammar?.close();
    this.#grammar = null;
    this.#loop.close();
    return Promise.resolve();
  }
}
