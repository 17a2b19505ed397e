import { expect, it } from "vitest";
import {
  buildDictionary,
  ownPronunciations,
  withAccents,
  type PronouncerSource,
} from "../../../../src/perception/voice/dictionary.ts";
import { arpabetOfIpa } from "../../../../src/perception/voice/ipa.ts";

const source = (origin: string, known: Record<string, readonly string[]>): PronouncerSource => ({
  origin,
  pronouncer: {
    pronounce: (words) =>
      Promise.resolve(
        new Map(words.flatMap((word) => (known[word] === undefined ? [] : [[word, known[word]]]))),
      ),
  },
});

it("takes every variant of the first source that knows a word", async () => {
  const { entries, unknown } = await buildDictionary(
    ["the", "gatehouse", "blorb", "xyzzy"],
    [
      source("cmudict", { the: ["DH AH", "DH IY"] }),
      source("guess", { the: ["T"], gatehouse: ["G AA T"], blorb: ["B L AO R B"] }),
    ],
  );
  expect(entries.map(({ word, phones, origin }) => `${word} ${phones} ${origin}`)).toEqual([
    "blorb B L AO R B guess",
    "gatehouse G EY T HH AW S gatehouse",
    "the DH AH cmudict",
    "the DH IY cmudict",
  ]);
  expect(unknown).toEqual(["xyzzy"]);
});

it("believes what the configuration says about a word, before any dictionary", async () => {
  const own = ownPronunciations({ ana: ["AA N AH", "AE N AH"] });
  const cmu = source("cmudict", { ana: ["EY N AH"], the: ["DH AH"] });
  const { entries } = await buildDictionary(["ana", "the"], [own, cmu]);
  expect(entries.map(({ word, phones, origin }) => `${word} ${phones} ${origin}`)).toEqual([
    "ana AA N AH configuration",
    "ana AE N AH configuration",
    "the DH AH cmudict",
  ]);
});

it.each([
  ["ɡˈeɪthaʊs", "G EY T HH AW S"],
  ["pˈoːɹtʃlaɪt", "P AO R CH L AY T"],
  ["dʒˈʌdʒ", "JH AH JH"],
  ["θˈɪŋ", "TH IH NG"],
  ["", ""],
])("maps %s to %s", (ipa, phones) => {
  expect(arpabetOfIpa(ipa)).toBe(phones);
});

it("adds other accents to the words that are asked for, beside the word, each once", () => {
  const entries = [
    { word: "mirror", phones: "M IH R ER", origin: "cmudict" },
    { word: "smart", phones: "S M AA R T", origin: "cmudict" },
    { word: "smart", phones: "S M AA T", origin: "cmudict" },
    { word: "star", phones: "S T AA R", origin: "cmudict" },
  ];
  const known = withAccents(entries, ["smart", "star"]);
  expect(known.map(({ word, phones, origin }) => `${word} ${phones} ${origin}`)).toEqual([
    "mirror M IH R ER cmudict",
    "smart S M AA R T cmudict",
    "smart S M AA T cmudict",
    "star S T AA R cmudict",
    "star S T AA accent",
  ]);
});

it("leaves a word as the household says it is pronounced", () => {
  const entries = [{ word: "smart", phones: "S M AA R T", origin: "configuration" }];
  expect(withAccents(entries, ["smart"])).toEqual(entries);
});
