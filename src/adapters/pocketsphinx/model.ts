import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Pronouncer } from "../../perception/voice/ports.ts";
import { missingSphinx } from "./library.ts";

const MODEL = "/usr/share/pocketsphinx/model/en-us";
/** CMUdict without stress, as it comes with the model. */
export const DICTIONARY_FILE = `${MODEL}/cmudict-en-us.dict`;

/** The folder of the US English acoustic model; throws `VOICE_POCKETSPHINX_MISSING` if it is not installed. */
export function acousticModel(): string {
  const folder = `${MODEL}/en-us`;
  if (!existsSync(`${folder}/mdef`)) throw missingSphinx(`PocketSphinx's English model is not in ${folder}`);
  return folder;
}

/**
 * The pronouncing dictionary that comes with the model (CMUdict, stress removed), with every variant of a word.
 * It is read (3 MB) at the first question, and searched for words that were not asked for before.
 */
export class CmuDictionary implements Pronouncer {
  readonly #path: string;
  #lines: Promise<string> | null = null;
  /** Words that were asked for; without variants if the dictionary has none. */
  readonly #known = new Map<string, readonly string[]>();

  constructor(path = DICTIONARY_FILE) {
    this.#path = path;
  }

  async pronounce(words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const unseen = words.filter((word) => !this.#known.has(word));
    if (unseen.length > 0) await this.#lookUp(unseen);
    return new Map(
      words.flatMap((word) => {
        const variants = this.#known.get(word) ?? [];
        return variants.length === 0 ? [] : [[word, variants] as const];
      }),
    );
  }

  async #lookUp(words: readonly string[]): Promise<void> {
    this.#lines ??= readFile(this.#path, "utf8").catch((error: unknown) => {
      throw missingSphinx(`The pronouncing dictionary ${this.#path} cannot be read`, error);
    });
    const found = new Map<string, string[]>(words.map((word) => [word, []]));
    for (const line of (await this.#lines).split("\n")) {
      const space = line.indexOf(" ");
      const word = line.slice(0, Math.max(space, 0)).replace(/\(\d+\)$/u, "");
      found.get(word)?.push(line.slice(space + 1).trim());
    }
    for (const [word, variants] of found) this.#known.set(word, variants);
  }
}
