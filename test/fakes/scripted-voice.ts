import type { Expectation } from "../../src/perception/voice/grammar.ts";
import type {
  Candidates,
  Choice,
  CommandRecogniser,
  Recognition,
  RecogniserGrammar,
  VoiceActivity,
} from "../../src/perception/voice/ports.ts";
import { GatehouseError } from "../../src/runtime/errors.ts";

/** Loud is speech, quiet is none. */
export class LoudnessActivity implements VoiceActivity {
  resets = 0;

  probability(frame: Int16Array): Promise<number> {
    return Promise.resolve(frame.some((sample) => Math.abs(sample) > 1000) ? 0.95 : 0.02);
  }

  reset(): void {
    this.resets += 1;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a scripted recogniser hears: the words, and the ratio of every word's score to the phone loop's. */
export interface ScriptedSentence {
  readonly words: string;
  readonly ratio: number;
  /** Only with this expectation; otherwise nothing is heard. */
  readonly only?: Expectation;
}

/** A recognition with 50 frames a word. */
export function recognitionOf(words: string, ratio: number, afterOtherSpeech = false): Recognition {
  const list = words === "" ? [] : words.split(" ");
  return {
    words: list.map((word, i) => ({
      word,
      startMs: i * 500,
      endMs: (i + 1) * 500,
      frames: 50,
      score: ratio * 50,
      loopScore: 0,
    })),
    afterOtherSpeech,
    score: ratio * 50 * list.length,
    loopScore: 0,
    loopFrames: 50 * list.length,
    decodeMs: 1,
    rejectMs: 1,
  };
}

/** Hears, utterance by utterance, what a test says it hears. */
export class ScriptedRecogniser implements CommandRecogniser {
  readonly asked: Expectation[] = [];
  /** The candidates of each choice that was asked for. */
  readonly offered: Candidates[] = [];
  readonly #script: ScriptedSentence[];
  #grammar: RecogniserGrammar | null = null;

  constructor(script: readonly ScriptedSentence[] = []) {
    this.#script = [...script];
  }

  prepare(grammar: RecogniserGrammar): Promise<void> {
    this.#grammar = grammar;
    return Promise.resolve();
  }

  recognise(_samples: Int16Array, expectation: Expectation): Promise<Recognition> {
    if (this.#grammar === null)
      return Promise.reject(new GatehouseError("VOICE_NOT_PREPARED", "no grammar", { kind: "failed" }));
    this.asked.push(expectation);
    const next = this.#script[0];
    if (next === undefined) return Promise.resolve(recognitionOf("", 0));
    const fits = next.only === undefined || next.only === expectation;
    // An utterance that was not understood as addressed is asked about again.
    if (fits || expectation !== "addressed") this.#script.shift();
    return Promise.resolve(
      fits ? recognitionOf(next.words, next.ratio, expectation === "anywhere") : recognitionOf("", 0),
    );
  }

  choose(_samples: Int16Array, candidates: Candidates): Promise<Choice> {
    this.offered.push(candidates);
    const said = this.#script.shift();
    if (said === undefined || !candidates.phrases.includes(said.words))
      return Promise.resolve({ phrase: null, llr: null, lead: null });
    const lead = candidates.phrases.length > 1 ? 10 : null;
    return Promise.resolve({ phrase: said.words, llr: said.ratio, lead });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
