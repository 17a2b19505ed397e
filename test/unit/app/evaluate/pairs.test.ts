import { describe, expect, test } from "vitest";
import { parsePairs } from "../../../../src/app/evaluate/pairs.ts";

const TWO_FOLDS = "2\t1\nAda\t1\t2\nAda\t1\tBob\t3\nBob\t3\t4\nAda\t2\tCy\t1\n";

describe("a list of pairs", () => {
  test("names its pictures once, and its pairs by fold", () => {
    const { folds, images, pairs } = parsePairs(TWO_FOLDS, "pairs.txt");
    expect(folds).toBe(2);
    expect(images.map(({ file }) => file)).toEqual([
      "Ada/Ada_0001.jpg",
      "Ada/Ada_0002.jpg",
      "Bob/Bob_0003.jpg",
      "Bob/Bob_0004.jpg",
      "Cy/Cy_0001.jpg",
    ]);
    expect(pairs).toEqual([
      { fold: 0, same: true, a: 0, b: 1 },
      { fold: 0, same: false, a: 0, b: 2 },
      { fold: 1, same: true, a: 2, b: 3 },
      { fold: 1, same: false, a: 1, b: 4 },
    ]);
  });

  test.each([
    ["", /pairs.txt:1: expected the number of folds/],
    ["500\n", /pairs.txt:1: expected the number of folds/],
    ["1 1\nAda 1 2\nAda 1 Bob 1\n", /pairs.txt:1: expected the number of folds, two or more/],
    ["2 1\nAda 1 2\n", /expected 4 pairs after the header, found 1/],
    [TWO_FOLDS.replace("Ada\t1\t2", "Ada\t1\tBob\t2"), /pairs.txt:2: expected `NAME n m`/],
    [TWO_FOLDS.replace("Ada\t1\tBob\t3", "Ada\t1\t3"), /pairs.txt:3: expected `NAME n OTHER m`/],
    [TWO_FOLDS.replace("Bob\t3\t4", "Bob\t3\tx"), /pairs.txt:4: expected a picture's number, found x/],
    [TWO_FOLDS.replace("Ada\t2\tCy", "../etc\t2\tCy"), /pairs.txt:5: expected a person's name/],
  ])("refuses %j", (text, message) => {
    const attempt = (): unknown => parsePairs(text, "pairs.txt");
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ code: "EVAL_PAIRS_INVALID", kind: "usage" }));
  });
});
