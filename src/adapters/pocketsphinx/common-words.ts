import { readFile } from "node:fs/promises";
import { missingSphinx } from "./library.ts";
import { DICTIONARY_FILE } from "./model.ts";

/** Every word of the pronouncing dictionary that is written with letters only, with its first pronunciation, in its order. */
export async function commonWords(path = DICTIONARY_FILE): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw missingSphinx(`The pronouncing dictionary ${path} cannot be read`, error);
  });
  const words = new Map<string, readonly string[]>();
  for (const line of text.split("\n")) {
    const [word = "", ...phones] = line.trim().split(/\s+/u);
    if (/^[a-z]+$/u.test(word)) words.set(word, phones);
  }
  return words;
}
