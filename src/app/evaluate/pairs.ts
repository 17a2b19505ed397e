import { GatehouseError } from "../../runtime/errors.ts";

/** Two pictures that show the same person, or two people. */
interface Pair {
  readonly fold: number;
  readonly same: boolean;
  /** Numbers of the pictures in `images`. */
  readonly a: number;
  readonly b: number;
}

/** A picture that the pairs name. */
export interface PairImage {
  readonly person: string;
  /** Below the folder of the images, `Name/Name_0001.jpg`. */
  readonly file: string;
}

/** A list of pairs in folds, as LFW publishes it. */
export interface PairList {
  readonly folds: number;
  readonly pairs: readonly Pair[];
  readonly images: readonly PairImage[];
}

/**
 * Reads LFW's `pairs.txt`: a header (folds, pairs of each sort a fold), then for each fold the lines `NAME n m` of one
 * person and `NAME n OTHER m` of two, in that order.
 *
 * @param path for messages
 * @throws GatehouseError EVAL_PAIRS_INVALID (usage)
 */
export function parsePairs(text: string, path: string): PairList {
  const lines = text.split(/\r?\n/u).map((line) => line.trim().split(/\s+/u));
  while (lines.at(-1)?.join("") === "") lines.pop();
  const invalid = (line: number, why: string): GatehouseError =>
    new GatehouseError("EVAL_PAIRS_INVALID", `${path}:${line}: ${why}`, { kind: "usage" });
  const [folds = 0, each = 0] = (lines[0] ?? []).map(Number);
  if (!(Number.isInteger(folds) && folds >= 2 && Number.isInteger(each) && each >= 1)) {
    throw invalid(
      1,
      "expected the number of folds, two or more, and of pairs of each sort in a fold, as in `10 300`",
    );
  }
  if (lines.length !== 1 + 2 * folds * each) {
    throw invalid(
      lines.length,
      `expected ${2 * folds * each} pairs after the header, found ${lines.length - 1}`,
    );
  }
  const images = new Map<string, number>();
  const known: PairImage[] = [];
  const image = (person: string, number: string, line: number): number => {
    if (!/^\d{1,4}$/u.test(number)) throw invalid(line, `expected a picture's number, found ${number}`);
    if (/[/\\]/u.test(person)) throw invalid(line, `expected a person's name, found ${person}`);
    const file = `${person}/${person}_${number.padStart(4, "0")}.jpg`;
    const index = images.get(file) ?? images.size;
    if (!images.has(file)) known.push({ person, file });
    images.set(file, index);
    return index;
  };
  const pairs = lines.slice(1).map((words, i): Pair => {
    const line = i + 2;
    const same = i % (2 * each) < each;
    const [person = "", first = "", other = "", second = ""] = words;
    if (words.length !== (same ? 3 : 4)) {
      throw invalid(
        line,
        same ? "expected `NAME n m`, two pictures of one person" : "expected `NAME n OTHER m`, two people",
      );
    }
    const a = image(person, first, line);
    const b = same ? image(person, other, line) : image(other, second, line);
    return { fold: Math.floor(i / (2 * each)), same, a, b };
  });
  return { folds, pairs, images: known };
}
