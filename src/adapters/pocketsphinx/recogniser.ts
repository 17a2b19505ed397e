import { ANY_SPEECH, EXPECTATIONS, type Expectation } from "../../perception/voice/grammar.ts";
import type {
  Candidates,
  Choice,
  CommandRecogniser,
  Recognition,
  RecogniserGrammar,
} from "../../perception/voice/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { PhraseChooser } from "./phrase-chooser.ts";
import { Decoder, GRAMMAR_BEAMS } from "./decoder.ts";
import { PHONE_DICTIONARY, PHONE_LOOP, phoneRule } from "./phone-loop.ts";
import { weigh } from "./weigh.ts";

/** The loop is only a yardstick: narrow beams make it cheap. */
const LOOP_BEAMS = { beam: "1e-20", pbeam: "1e-20", wbeam: "1e-10" };

/**
 * PocketSphinx with a grammar, and beside it a second decoder that hears mere phones, to tell commands from other
 * speech. Calls block the thread for about 4 % of the sound's length: `WorkerRecogniser` keeps that off the main thread.
 */
export class SphinxRecogniser implements CommandRecogniser {
  readonly #loop: Decoder;
  #chooser: PhraseChooser | null = null;
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
        for (const name of EXPECTATIONS) {
          const text = grammar.jsgf[name];
          if (text === null) continue;
          decoder.addGrammar(name, text.includes(`<${ANY_SPEECH}>`) ? text + phoneRule(ANY_SPEECH) : text);
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
      // The wake phrase is looked for again and again in the same sound, also before it was said to its end: what that taught
      // about the noise made the phrase unlike itself. Commands are understood better in noise with what was heard before.
      if (expectation === "spotted") for (const decoder of [this.#grammar, this.#loop]) decoder.forgetNoise();
      const sentence = this.#known.includes(expectation) ? this.#grammar.decode(samples, expectation) : [];
      const decoded = performance.now();
      const phones = sentence.length === 0 ? [] : this.#loop.decode(samples, "loop");
      const rejected = performance.now();
      return { ...weigh(sentence, phones), decodeMs: decoded - begin, rejectMs: rejected - decoded };
    });
  }

  choose(samples: Int16Array, candidates: Candidates): Promise<Choice> {
    return Promise.resolve().then(() => {
      if (this.#chooser?.isFor(candidates) !== true) {
        this.#chooser?.close();
        this.#chooser = null;
        this.#chooser = new PhraseChooser(candidates);
      }
      return this.#chooser.choose(samples, this.#loop.decode(samples, "loop"));
    });
  }

  close(): Promise<void> {
    this.#chooser?.close();
    this.#chooser = null;
    this.#grammar?.close();
    this.#grammar = null;
    this.#loop.close();
    return Promise.resolve();
  }
}
