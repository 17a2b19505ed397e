import type { SpokenAnswer } from "./observation.ts";
import type { Choice, CommandRecogniser, DictionaryEntry } from "./ports.ts";
import type { Utterance } from "./utterances.ts";

/** What Gatehouse has asked somebody to say; which of the phrases would be right is not known here. */
export interface Question {
  readonly question: string;
  readonly phrases: readonly string[];
  /** What somebody says who does not want to answer. */
  readonly cancelPhrases?: readonly string[] | undefined;
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

/** From this ratio on somebody has really said that they do not want to answer. */
const CANCEL_RATIO = -6;

/** Finds the phrase that an answer is most like. Rejects if the recogniser fails: then there is no answer. */
export async function hearAnswer(
  answering: Answering,
  recogniser: CommandRecogniser,
): Promise<Omit<SpokenAnswer, "microphone">> {
  const { question, utterance, speech } = answering;
  const dictionary = await question.dictionary;
  const known = new Set(dictionary.map(({ word }) => word));
  const sayable = (phrases: readonly string[]): string[] =>
    phrases.filter((phrase) => phrase.split(" ").every((word) => known.has(word)));
  const phrases = sayable(question.phrases);
  const cancelPhrases = sayable(question.cancelPhrases ?? []).filter((phrase) => !phrases.includes(phrase));
  const { startT, endT } = utterance;
  const about = { question: question.question, startT, endT, speech };
  if (phrases.length === 0) return { ...about, ...NO_CHOICE };
  const choice = await recogniser.choose(utterance.samples, {
    phrases: [...phrases, ...cancelPhrases],
    dictionary,
  });
  const isCancel = choice.phrase !== null && cancelPhrases.includes(choice.phrase);
  if (!isCancel) return { ...about, ...choice };
  const isSure = (choice.llr ?? -Infinity) >= CANCEL_RATIO;
  return { ...about, ...NO_CHOICE, ...(isSure ? { cancelled: true } : {}) };
}

const NO_CHOICE: Choice = { phrase: null, llr: null, lead: null };
