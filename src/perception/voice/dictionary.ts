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

const OWN: PronouncerSource = { origin: "gatehouse", pronouncer: OWN_WORDS };

/** What the household says about words itself. */
export function ownPronunciations(words: Readonly<Record<string, readonly string[]>>): PronouncerSource {
  const known = new Map(Object.entries(words));
  return {
    origin: "configuration",
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
  entries.sort((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : 0));
  return { entries, unknown };
}
