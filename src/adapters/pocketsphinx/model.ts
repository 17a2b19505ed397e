import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { Pronouncer } from "../../perception/voice/ports.ts";
import { missingSphinx } from "./library.ts";

const MODEL = "/usr/share/pocketsphinx/model/en-us";

/** The folder of the US English acoustic model; throws `VOICE_POCKETSPHINX_MISSING` if it is not installed. */
export function acousticModel(): string {
  const folder = `${MODEL}/en-us`;
  if (!existsSync(`${folder}/mdef`)) throw missingSphinx(`PocketSphinx's English model is not in ${folder}`);
  return folder;
}

/**
 * The pronouncing dictionary that comes with the model (CMUdict, stress removed), with every variant of a word.
 * It is read (3 MB) at the first question.
 */
export class CmuDictionary implements Pronouncer {
  readonly #path: string;
  #lines: Promise<string> | null = null;

  constructor(path = `${MODEL}/cmudict-en-us.dict`) {
    this.#path = path;
  }

  async pronounce(words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    this.#lines ??= readFile(this.#path, "utf8").catch((error: unknown) => {
      throw missingSphinx(`The pronouncing dictionary ${this.#path} cannot be read`, error);
    });
    const wanted = new Set(words);
    const found = new Map<string, string[]>();
    for (const line of (await this.#lines).split("\n")) {
      const space = line.indexOf(" ");
      const word = line.slice(0, Math.max(space, 0)).replace(/\(\d+\)$/u, "");
      if (!wanted.has(word)) continue;
      const variants = found.get(word) ?? [];
      variants.push(line.slice(space + 1).trim());
      found.set(word, variants);
    }
    return found;
  }
}
