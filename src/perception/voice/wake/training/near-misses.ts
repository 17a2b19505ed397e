import type { Random } from "./ports.ts";
import { between, pick } from "./random.ts";

/** Words and one way to pronounce each: ARPAbet, split. */
export type Lexicon = ReadonlyMap<string, readonly string[]>;

const VOWELS = new Set("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split(" "));
/** How different two phones are: a vowel is more like a vowel than like a consonant. */
function difference(a: string, b: string): number {
  if (a === b) return 0;
  return VOWELS.has(a) === VOWELS.has(b) ? 0.6 : 1.2;
}

/** How far two words sound apart: phones that were put in, left out or replaced (Levenshtein's distance). */
export function soundDistance(a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, phone] of a.entries()) {
    const next = [i + 1];
    for (const [j, other] of b.entries())
      next.push(
        Math.min(
          (row[j + 1] as number) + 1,
          (next[j] as number) + 1,
          (row[j] as number) + difference(phone, other),
        ),
      );
    row = next;
  }
  return row[b.length] as number;
}

/** Words that sound almost the same are no near misses: said carelessly they are the word. By phone of the word. */
const LEAST_DISTANCE = 0.35;

/** Words that sound like one, the nearest first; those that sound almost the same are not among them. */
export function similarWords(word: readonly string[], lexicon: Lexicon, count: number): readonly string[] {
  const near: { readonly word: string; readonly distance: number }[] = [];
  for (const [other, phones] of lexicon) {
    if (Math.abs(phones.length - word.length) > 2) continue;
    const distance = soundDistance(word, phones);
    if (distance >= LEAST_DISTANCE * word.length) near.push({ word: other, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map((candidate) => candidate.word);
}

const SIMILAR = { considered: 60, replaced: 14, alone: 8 } as const;
const STRANGERS = 8;
const SENTENCES = 60;

/**
 * Phrases that must not be taken for `phrase`: each of its words alone, beside other words and replaced by similar ones,
 * and short sentences of any words.
 *
 * @param phrase its words and how each is pronounced
 */
export function nearMisses(
  phrase: readonly { readonly word: string; readonly phones: readonly string[] }[],
  lexicon: Lexicon,
  random: Random,
): readonly string[] {
  const words = phrase.map(({ word }) => word);
  const common = [...lexicon]
    .filter(([, phones]) => phones.length >= 3 && phones.length <= 7)
    .map(([word]) => word);
  const misses = new Set<string>();
  const replaced = (i: number, word: string): string => words.with(i, word).join(" ");
  if (words.length > 1) {
    for (const word of words) misses.add(word);
    misses.add([...words].reverse().join(" "));
  }
  phrase.forEach(({ phones }, i) => {
    const similar = similarWords(phones, lexicon, SIMILAR.considered);
    if (similar.length === 0) return;
    for (let n = 0; n < SIMILAR.replaced; n += 1) misses.add(replaced(i, pick(random, similar)));
    for (const word of similar.slice(0, SIMILAR.alone)) misses.add(word);
    for (let n = 0; n < STRANGERS; n += 1) misses.add(replaced(i, pick(random, common)));
  });
  for (let n = 0; n < SENTENCES; n += 1) {
    const length = Math.floor(between(random, 2, 6));
    misses.add(Array.from({ length }, () => pick(random, common)).join(" "));
  }
  misses.delete(words.join(" "));
  return [...misses];
}
