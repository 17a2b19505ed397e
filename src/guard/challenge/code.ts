import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import { CODE_WORDS } from "./words.ts";

/** A number from 0 up to, not including, 1. Whoever can foresee it can foresee the code: take a cryptographic source. */
export type Random = () => number;

/** What somebody is asked to say, and everything the recogniser chooses from; it is not told which is right. */
export interface Code {
  readonly phrase: string;
  readonly candidates: readonly string[];
}

/** Decoys that share one word with the phrase: each of its words in its place, in the company of so many others. */
const SHARING = 6;
/** Decoys of two other words. */
const UNLIKE = 12;

/**
 * Least log-likelihood ratio a frame of the phrase against free phones, and least lead over the next best candidate.
 * The ratio is that of any command; the candidates keep other codes out. `bench/say-code.mjs` prints what passes.
 */
const LEAST_RATIO = -12;
const LEAST_LEAD = 1;

/** Draws two different words and their decoys: those that share a word, the two in the wrong order, and others. */
export function drawCode(random: Random): Code {
  const [first = "", second = "", ...others] = shuffled(CODE_WORDS, random);
  const phrase = `${first} ${second}`;
  const decoys = [`${second} ${first}`];
  for (const other of others.slice(0, SHARING)) decoys.push(`${first} ${other}`);
  for (const other of others.slice(SHARING, 2 * SHARING)) decoys.push(`${other} ${second}`);
  const rest = others.slice(2 * SHARING, 2 * SHARING + 2 * UNLIKE);
  for (let i = 0; i + 1 < rest.length; i += 2) decoys.push(`${rest[i] ?? ""} ${rest[i + 1] ?? ""}`);
  return { phrase, candidates: shuffled([phrase, ...decoys], random) };
}

/** Whether an answer is the phrase: it fits best, it fits well, and nothing else fits nearly as well. */
export function isCodeSpoken(
  answer: SpokenAnswer,
  phrase: string,
): { readonly ok: boolean; readonly why: string | null } {
  const no = (why: string): { ok: boolean; why: string } => ({ ok: false, why });
  if (answer.phrase === null || answer.llr === null) return no("nothing like the code was said");
  if (answer.phrase !== phrase) return no("something else than the code was said");
  if (!(answer.llr >= LEAST_RATIO)) return no("what was said is not enough like the code");
  if (answer.lead === null || !(answer.lead >= LEAST_LEAD))
    return no("what was said is nearly as much like other words as like the code");
  return { ok: true, why: null };
}

function shuffled(words: readonly string[], random: Random): string[] {
  const mixed = [...words];
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] as string, mixed[i] as string];
  }
  return mixed;
}
