import { expect, it, test } from "vitest";
import { accentVariants } from "../../../../src/perception/voice/accents.ts";

test.each([
  ["smart", "S M AA R T", ["S M AA T"]],
  ["car", "K AA R", ["K AA"]],
  ["doctor", "D AA K T ER", ["D AA K T AH"]],
  ["near", "N IH R", ["N IH", "N IY R", "N IY"]],
  [
    "mirror",
    "M IH R ER",
    ["M IH R AH", "M IH ER", "M IH AH", "M IY R ER", "M IY R AH", "M IY ER", "M IY AH"],
  ],
])("knows how else %s is said", (_word, phones, others) => {
  expect(accentVariants(phones)).toEqual(others);
});

test.each([
  ["red", "R EH D"],
  ["tree", "T R IY"],
  ["very", "V EH R IY"],
  ["bird", "B ER D"],
  ["hey", "HH EY"],
  ["glass", "G L AE S"],
])("leaves %s as it is", (_word, phones) => {
  expect(accentVariants(phones)).toEqual([]);
});

it("gives a dozen of a word that is full of them", () => {
  expect(accentVariants("M IH R ER M IH R ER M IH R ER")).toHaveLength(12);
});
