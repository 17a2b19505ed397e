import type { Recognition, RecognisedWord } from "../../perception/voice/ports.ts";
import type { Segment } from "./library.ts";
import { isPhone } from "./phone-loop.ts";

const FRAME_MS = 10;

const framesOf = (segment: Segment): number => segment.lastFrame - segment.firstFrame + 1;
/** `<sil>`, `[NOISE]`, `++UM++`, `(NULL)`: not words. */
const isWord = (segment: Segment): boolean => !/^[<([+]/u.test(segment.word);
const total = (segments: readonly Segment[]): number => segments.reduce((sum, one) => sum + one.score, 0);

/** Puts the scores of the sentence and of the phone loop side by side, word by word. */
export function weigh(
  sentence: readonly Segment[],
  phones: readonly Segment[],
): Omit<Recognition, "decodeMs" | "rejectMs"> {
  const loop = scorePerFrame(phones);
  const spoken = sentence.filter(isWord);
  const afterOtherSpeech = spoken.some((segment) => isPhone(segment.word));
  const words = spoken
    .filter((segment) => !isPhone(segment.word))
    .map((segment): RecognisedWord => {
      let loopScore = 0;
      for (let frame = segment.firstFrame; frame <= segment.lastFrame; frame += 1)
        loopScore += loop[frame] ?? 0;
      return {
        word: segment.word.replace(/\(\d+\)$/u, ""),
        startMs: segment.firstFrame * FRAME_MS,
        endMs: (segment.lastFrame + 1) * FRAME_MS,
        frames: framesOf(segment),
        score: segment.score,
        loopScore,
      };
    });
  const loopFrames = phones.filter(isWord).reduce((sum, one) => sum + framesOf(one), 0);
  return { words, afterOtherSpeech, score: total(sentence), loopScore: total(phones), loopFrames };
}

/** A segment's score, shared out evenly to its frames. */
function scorePerFrame(segments: readonly Segment[]): Float64Array {
  const scores = new Float64Array(Math.max(0, ...segments.map((one) => one.lastFrame + 1)));
  for (const segment of segments)
    scores.fill(segment.score / framesOf(segment), segment.firstFrame, segment.lastFrame + 1);
  return scores;
}
