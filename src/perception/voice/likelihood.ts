import type { RecognisedWord, Recognition } from "./ports.ts";

/**
 * How much better the sentence explains the sound than any string of phones does: mean log-likelihood ratio per frame
 * of speech, at best about 0, below −12 for speech that is no command. Speech that the sentence takes for silence
 * counts against it, because whole utterances are compared.
 *
 * @param without words whose part does not count
 */
export function utteranceRatio(
  recognition: Omit<Recognition, "decodeMs" | "rejectMs">,
  without: readonly RecognisedWord[] = [],
): number | null {
  if (recognition.words.length === 0) return null;
  const frames = Math.max(framesOf(recognition.words), recognition.loopFrames) - framesOf(without);
  const excess = without.reduce((sum, word) => sum + word.score - word.loopScore, 0);
  return (recognition.score - recognition.loopScore - excess) / Math.max(frames, 1);
}

/** How many frames words last. */
export function framesOf(words: readonly RecognisedWord[]): number {
  return words.reduce((sum, word) => sum + word.frames, 0);
}

/** The same for some of the words, by their own frames only. */
export function wordsRatio(words: readonly RecognisedWord[]): number | null {
  const frames = framesOf(words);
  if (frames === 0) return null;
  return words.reduce((sum, word) => sum + word.score - word.loopScore, 0) / frames;
}

/** For people: 0.5 at a ratio of −12, 0.9 at −5, near 1 at 0. Rises with the ratio. */
export function confidenceOf(ratio: number): number {
  const steepness = Math.log(9) / 7;
  return 1 / (1 + Math.exp(-steepness * (ratio + 12)));
}
