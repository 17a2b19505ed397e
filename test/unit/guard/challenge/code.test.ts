import { expect, it } from "vitest";
import type { SpokenAnswer } from "../../../../src/events/spoken-answer.ts";
import { drawCode, isCodeSpoken } from "../../../../src/guard/challenge/code.ts";
import { CODE_WORDS } from "../../../../src/guard/challenge/words.ts";
import { seededRandom } from "../../../../src/app/evaluate/sway.ts";

const answered = (phrase: string | null, llr: number | null, lead: number | null): SpokenAnswer => ({
  ...{ microphone: "hall", question: "q1", startT: 0, endT: 1_000, phrase, llr, lead },
  speech: { fromT: 0, stepMs: 32, probabilities: [], mouth: [] },
});

it("draws two different words of the list, among decoys that nobody can tell from it", () => {
  const random = seededRandom(3);
  for (let i = 0; i < 200; i += 1) {
    const { phrase, candidates } = drawCode(random);
    const [first = "", second = "", ...more] = phrase.split(" ");
    expect(more).toEqual([]);
    expect(first).not.toBe(second);
    expect(CODE_WORDS).toEqual(expect.arrayContaining([first, second]));
    expect(new Set(candidates).size).toBe(candidates.length);
    expect(candidates).toContain(phrase);
    expect(candidates.length).toBeGreaterThan(20);
    expect(candidates.length).toBeLessThanOrEqual(64);
    const sharing = candidates.filter(
      (one) => one !== phrase && one.split(" ").some((word) => phrase.includes(word)),
    );
    expect(sharing.length).toBeGreaterThanOrEqual(10);
  }
});

it("has as decoys the words in the wrong order, each word with six others, and twelve codes of other words", () => {
  const random = seededRandom(7);
  for (let i = 0; i < 20; i += 1) {
    const { phrase, candidates } = drawCode(random);
    const [first = "", second = ""] = phrase.split(" ");
    const pairs = candidates.map((candidate) => candidate.split(" "));
    expect(pairs.every(({ length }) => length === 2)).toBe(true);
    expect(CODE_WORDS).toEqual(expect.arrayContaining(pairs.flat()));
    expect(candidates).toContain(`${second} ${first}`);
    expect(pairs.filter(([one, two]) => one === first && two !== second)).toHaveLength(6);
    expect(pairs.filter(([one, two]) => one !== first && two === second)).toHaveLength(6);
    const unlike = pairs.filter((pair) => !pair.includes(first) && !pair.includes(second));
    expect(unlike).toHaveLength(12);
    // No word but those of the code is in two of them.
    expect(new Set(pairs.flat()).size).toBe(2 + 12 + 24);
  }
});

it("draws every word, and puts the code anywhere among the candidates", () => {
  const random = seededRandom(5);
  const drawn = Array.from({ length: 2_000 }, () => drawCode(random));
  expect(new Set(drawn.flatMap(({ phrase }) => phrase.split(" "))).size).toBe(CODE_WORDS.length);
  const places = new Set(drawn.map(({ phrase, candidates }) => candidates.indexOf(phrase)));
  expect(places.size).toBe(drawn[0]?.candidates.length);
});

it("takes what fits best, well, and far better than anything else", () => {
  expect(isCodeSpoken(answered("tomato museum", 0, 30), "tomato museum")).toEqual({ ok: true, why: null });
});

it("takes it up to a ratio of -12, and a lead of 1", () => {
  const takes = (llr: number, lead: number): boolean =>
    isCodeSpoken(answered("tomato museum", llr, lead), "tomato museum").ok;
  expect(takes(-12, 1)).toBe(true);
  expect(takes(-12.01, 1)).toBe(false);
  expect(takes(-12, 0.99)).toBe(false);
});

it.each([
  ["nothing", answered(null, null, null)],
  ["another phrase", answered("museum tomato", 0, 30)],
  ["the phrase, badly", answered("tomato museum", -40, 30)],
  ["the phrase or nearly as well another", answered("tomato museum", 0, 0.1)],
  ["the phrase without a score", answered("tomato museum", null, 30)],
  ["the phrase with nothing to compare", answered("tomato museum", 0, null)],
  ["the phrase with a score that is none", answered("tomato museum", Number.NaN, 30)],
  ["the phrase with a lead that is none", answered("tomato museum", 0, Number.NaN)],
])("does not take %s", (_, answer) => {
  const { ok, why } = isCodeSpoken(answer, "tomato museum");
  expect(ok).toBe(false);
  expect(why).not.toBeNull();
});
