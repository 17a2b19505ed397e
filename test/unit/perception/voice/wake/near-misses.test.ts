import { expect, test } from "vitest";
import {
  nearMisses,
  similarWords,
  soundDistance,
} from "../../../../../src/perception/voice/wake/training/near-misses.ts";
import { seeded } from "../../../../../src/perception/voice/wake/training/random.ts";

const phones = (text: string): string[] => text.split(" ");
const LEXICON = new Map([
  ["glass", phones("G L AE S")],
  ["glance", phones("G L AE N S")],
  ["class", phones("K L AE S")],
  ["grass", phones("G R AE S")],
  ["glossy", phones("G L AO S IY")],
  ["view", phones("V Y UW")],
  ["new", phones("N UW")],
  ["table", phones("T EY B AH L")],
  ["window", phones("W IH N D OW")],
]);
const PHRASE = [
  { word: "view", phones: phones("V Y UW") },
  { word: "glass", phones: phones("G L AE S") },
];

test("words are as far apart as their sounds", () => {
  const glass = phones("G L AE S");
  expect(soundDistance(glass, glass)).toBe(0);
  expect(soundDistance(glass, phones("K L AE S"))).toBeCloseTo(0.6);
  expect(soundDistance(glass, phones("G L AE N S"))).toBeCloseTo(1);
  expect(soundDistance([], glass)).toBe(4);
});

test("a word that sounds almost the same is no near miss", () => {
  const similar = similarWords(phones("G L AE S"), LEXICON, 5);
  expect(similar).not.toContain("glass");
  expect(similar).not.toContain("class");
  expect(similar).toContain("glossy");
});

test("near misses are the parts of the phrase, replaced words and other sentences, never the phrase", () => {
  const misses = nearMisses(PHRASE, LEXICON, seeded(3));
  expect(misses).toContain("view");
  expect(misses).toContain("glass view");
  expect(misses).not.toContain("view glass");
  expect(misses.some((one) => one.startsWith("view ") && one !== "view glass")).toBe(true);
  expect(new Set(misses).size).toBe(misses.length);
});

test("the same seed gives the same ones", () => {
  expect(nearMisses(PHRASE, LEXICON, seeded(3))).toEqual(nearMisses(PHRASE, LEXICON, seeded(3)));
  expect(nearMisses(PHRASE, LEXICON, seeded(3))).not.toEqual(nearMisses(PHRASE, LEXICON, seeded(4)));
});
