import type { Expectation } from "./grammar.ts";

/** Samples that the voice activity model takes at once: 32 ms. */
export const ACTIVITY_FRAME_SAMPLES = 512;

/** Tells speech from everything else. */
export interface VoiceActivity {
  /** Probability (0–1) that this frame of 512 samples, next in time, is speech. Calls must not overlap. */
  probability(frame: Int16Array): Promise<number>;
  /** Forgets what was heard: the next frame does not follow the last. */
  reset(): void;
  close(): Promise<void>;
}

/** A word and one way to pronounce it. */
export interface DictionaryEntry {
  readonly word: string;
  /** ARPAbet without stress, separated by spaces: `G EY T`. */
  readonly phones: string;
}

/** What a recogniser has to know to hear commands. */
export interface RecogniserGrammar {
  /** By expectation; null where nothing can be said. The rule `any_speech`, where one names it, is the recogniser's. */
  readonly jsgf: Readonly<Record<Expectation, string | null>>;
  readonly dictionary: readonly DictionaryEntry[];
}

/** A recognised word and how well it fits: acoustic log scores of the same frames by the word and by free phones. */
export interface RecognisedWord {
  readonly word: string;
  /** From the start of the utterance. */
  readonly startMs: number;
  readonly endMs: number;
  readonly frames: number;
  readonly score: number;
  readonly loopScore: number;
}

/** The best sentence of the grammar for an utterance. */
export interface Recognition {
  /** Empty if the grammar has no path through the utterance; without what `any_speech` took. */
  readonly words: readonly RecognisedWord[];
  /** Whether other speech precedes the words. */
  readonly afterOtherSpeech: boolean;
  /** Scores of the whole utterance, silences included, and how many frames the phone loop took for speech. */
  readonly score: number;
  readonly loopScore: number;
  readonly loopFrames: number;
  readonly decodeMs: number;
  readonly rejectMs: number;
}

/** Phrases that somebody may have said, words separated by a space, and how their words are pronounced. */
export interface Candidates {
  readonly phrases: readonly string[];
  readonly dictionary: readonly DictionaryEntry[];
}

/** The candidate that an utterance is most like. */
export interface Choice {
  /** Null if no candidate fits at all. */
  readonly phrase: string | null;
  /** Log-likelihood ratio a frame of the phrase against free phones; null without a phrase. */
  readonly llr: number | null;
  /** How much the next best candidate is behind it, in the same measure; null if there is none. */
  readonly lead: number | null;
}

/** Finds the sentence of a grammar that an utterance is most like, and how like it is. */
export interface CommandRecogniser {
  /** Takes a new grammar; sentences of the old one are unknown from then on. Rejects if it cannot be read. */
  prepare(grammar: RecogniserGrammar): Promise<void>;
  /** Rejects with `VOICE_NOT_PREPARED` before `prepare`. One utterance at a time. */
  recognise(samples: Int16Array, expectation: Expectation): Promise<Recognition>;
  /** Needs no `prepare`, and leaves the grammar as it is. Rejects if the candidates cannot be used. */
  choose(samples: Int16Array, candidates: Candidates): Promise<Choice>;
  close(): Promise<void>;
}

/** Writes down what is said, freely: another engine than the grammar's. */
export interface Transcriber {
  /** Rejects if the engine fails or is not there. One utterance at a time. */
  transcribe(samples: Int16Array): Promise<string>;
  close(): Promise<void>;
}

/** Knows how words are pronounced. */
export interface Pronouncer {
  /** Pronunciations by word; a word that is not known is missing from the map. */
  pronounce(words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Takes noise out of an utterance. */
export interface NoiseSuppressor {
  /** As many samples, in step with the given ones. Nothing of one utterance is remembered in the next. */
  suppress(samples: Int16Array): Promise<Int16Array>;
}
