import type { SpokenAnswer } from "./observation.ts";
import type { CommandRecogniser, DictionaryEntry } from "./ports.ts";
import type { Utterance } from "./utterances.ts";

/** What Gatehouse has asked somebody to say; which of the phrases would be right is not known here. */
export interface Question {
  readonly question: string;
  readonly phrases: readonly string[];
  /** How the words of the phrases are pronounced; a phrase with a word that is not in it cannot be heard. */
  readonly dictionary: Promise<readonly DictionaryEntry[]>;
  /** An utterance answers it that begins between these moments (ms since boot). */
  readonly fromT: number;
  readonly untilT: number;
}

/** Whether an utterance that began at `startT` answers a question. */
export function isAnswer(question: Question | null, startT: number): question is Question {
  return question !== null && startT >= question.fromT && startT <= question.untilT;
}

/** An utterance that answers a question, and when there was speech around it. */
export interface Answering {
  readonly question: Question;
  readonly utterance: Utterance;
  readonly speech: SpokenAnswer["speech"];
}

/** Finds the phrase that an answer is most like. Rejects if the recogniser fails: then there is no answer. */
export async function hearAnswer(
  answering: Answering,
  recogniser: CommandRecogniser,
): Promise<Omit<SpokenAnswer, "microphone">> {
  const { question, utterance, speech } = answering;
  const dictionary = await question.dictionary;
  const known = new Set(dictionary.map(({ word }) => word));
  const phrases = question.phrases.filter((phrase) => phrase.split(" ").every((word) => known.has(word)));
  const choice =
    phrases.length === 0
      ? { phrase: null, llr: null, lead: null }
      : await recogniser.choose(utterance.samples, { phrases, dictionary });
  const { startT, endT } = utterance;
  return { question: question.question, startT, endT, ...choice, speech };
}
