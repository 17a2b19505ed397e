import { accentVariants } from "./accents.ts";
import type { DictionaryEntry, Pronouncer } from "./ports.ts";

/** A dictionary entry and where it comes from. */
export interface SourcedEntry extends DictionaryEntry {
  readonly origin: string;
}

/** Where pronunciations are looked up, in this order. */
export interface PronouncerSource {
  readonly origin: string;
  readonly pronouncer: Pronouncer;
}

/** Words of Gatehouse's own world that no dictionary has. */
const OWN_WORDS: Pronouncer = {
  pronounce: (words) =>
    Promise.resolve(
      new Map(words.filter((word) => word === "gatehouse").map((word) => [word, ["G EY T HH AW S"]])),
    ),
};

const CONFIGURED = "configuration";
const OWN: PronouncerSource = { origin: "gatehouse", pronouncer: OWN_WORDS };

/** What the household says about words itself. */
export function ownPronunciations(words: Readonly<Record<string, readonly string[]>>): PronouncerSource {
  const known = new Map(Object.entries(words));
  return {
    origin: CONFIGURED,
    pronouncer: {
      pronounce: (wanted) =>
        Promise.resolve(
          new Map(
            wanted.flatMap((word) => {
              const variants = known.get(word);
              return variants === undefined ? [] : [[word, variants] as const];
            }),
          ),
        ),
    },
  };
}

/** The pronunciations of `words`, every variant of the first source that knows the word; and the words none knows. */
export async function buildDictionary(
  words: readonly string[],
  sources: readonly PronouncerSource[],
): Promise<{ readonly entries: readonly SourcedEntry[]; readonly unknown: readonly string[] }> {
  const entries: SourcedEntry[] = [];
  let unknown = words;
  for (const { origin, pronouncer } of [...sources.slice(0, 1), OWN, ...sources.slice(1)]) {
    if (unknown.length === 0) break;
    const found = await pronouncer.pronounce(unknown);
    for (const [word, variants] of found)
      for (const phones of variants) entries.push({ word, phones, origin });
    unknown = unknown.filter((word) => !found.has(word));
  }
  entries.sort(byWord);
  return { entries, unknown };
}

/** The entries, with other accents for some of their words; not for those whose pronunciation the household knows. */
export function withAccents(
  entries: readonly SourcedEntry[],
  words: readonly string[],
): readonly SourcedEntry[] {
  const known = new Set(entries.map(({ word, phones }) => `${word} ${phones}`));
  const others: SourcedEntry[] = [];
  for (const { word, phones, origin } of entries) {
    if (origin === CONFIGURED || !words.includes(word)) continue;
    for (const variant of accentVariants(phones)) {
      if (known.has(`${word} ${variant}`)) continue;
      known.add(`${word} ${variant}`);
      others.push({ word, phones: variant, origin: "accent" });
    }
  }
  return [...entries, ...others].sort(byWord);
}

function byWord(a: SourcedEntry, b: SourcedEntry): number {
  return a.word < b.word ? -1 : a.word > b.word ? 1 : 0;
}
