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

it.each([
  ["nothing", answered(null, null, null)],
  ["another phrase", answered("museum tomato", 0, 30)],
  ["the phrase, badly", answered("tomato museum", -40, 30)],
  ["the phrase or nearly as well another", answered("tomato museum", 0, 0.1)],
  ["the phrase with nothing to compare", answered("tomato museum", 0, null)],
  ["the phrase with a score that is none", answered("tomato museum", Number.NaN, 30)],
  ["the phrase with a lead that is none", answered("tomato museum", 0, Number.NaN)],
])("does not take %s", (_, answer) => {
  const { ok, why } = isCodeSpoken(answer, "tomato museum");
  expect(ok).toBe(false);
  expect(why).not.toBeNull();
});
