import { expect, it } from "vitest";
import { likeness, type Opening } from "../../../../src/guard/challenge/likeness.ts";

/** The answer is heard from 2 s to 3 s; what mouth its sound makes likely is known from 0 s to 5 s, in steps of 40 ms. */
const [START, END, STEP] = [2_000, 3_000, 40];
const steps = Array.from({ length: 125 }, (_, i) => Math.sin(i / 2) + Math.sin(i * 1.7));
const sound = {
  startT: START,
  endT: END,
  speech: { fromT: 0, stepMs: STEP, probabilities: [], mouth: steps },
};

/** What the sound makes likely at a moment: straight lines between the middles of the steps, level beyond the first and the last. */
function likely(t: number): number {
  const place = Math.min(Math.max(t / STEP - 0.5, 0), steps.length - 1);
  const [before, after] = [Math.floor(place), Math.ceil(place)];
  const share = place - before;
  return (steps[before] ?? 0) * (1 - share) + (steps[after] ?? 0) * share;
}

/** A mouth that is looked at every 30 ms and moves so, but at some moments otherwise. */
function mouth(opening: (t: number) => number, otherwise: Readonly<Record<number, number>> = {}): Opening[] {
  const times = Array.from({ length: 200 }, (_, i) => i * 30);
  const all = new Map(times.map((t) => [t, opening(t)]));
  for (const [t, value] of Object.entries(otherwise)) all.set(Number(t), value);
  return [...all].map(([t, value]) => ({ t, opening: value })).sort((a, b) => a.t - b.t);
}
const correlationOf = (seen: readonly Opening[], said = sound): number =>
  likeness(seen, said, 0)?.correlation ?? Number.NaN;

it("is one for a mouth that moves just as the sound makes likely, however far it opens", () => {
  expect(correlationOf(mouth(likely))).toBeCloseTo(1, 9);
  expect(correlationOf(mouth((t) => 0.02 * likely(t) + 0.3))).toBeCloseTo(1, 9);
});

it("is minus one for a mouth that does the opposite", () => {
  expect(correlationOf(mouth((t) => -likely(t)))).toBeCloseTo(-1, 9);
});

it("is nothing for a mouth that does not move, and with a sound that does not change", () => {
  expect(correlationOf(mouth(() => 0.25))).toBe(0);
  const level = { ...sound, speech: { ...sound.speech, mouth: steps.map(() => 1) } };
  expect(correlationOf(mouth(likely), level)).toBe(0);
});

it.each([-300, -120, -20, 0, 20, 160, 300])("finds a mouth that comes %d ms after the sound", (lagMs) => {
  const late = mouth((t) => likely(t - lagMs));
  expect(likeness(late, sound, 300)).toEqual({ correlation: expect.closeTo(1, 9) as number, lagMs });
});

it("looks no further than it may", () => {
  const late = mouth((t) => likely(t - 320));
  expect(likeness(late, sound, 300)?.correlation).toBeLessThan(0.95);
  expect(likeness(late, sound, 320)?.correlation).toBeCloseTo(1, 9);
});

it("is known only if the sound is known for the whole answer", () => {
  const part = (fromT: number, untilT: number) =>
    likeness(
      mouth(likely),
      { ...sound, speech: { ...sound.speech, fromT, mouth: steps.slice(0, (untilT - fromT) / STEP) } },
      0,
    );
  expect(part(2_000, 3_000)).not.toBeNull();
  expect(part(1_960, 2_960)).toBeNull();
  expect(part(2_040, 3_040)).toBeNull();
});

it("goes by what is seen up to a second before the answer and 400 ms after it, and by nothing else", () => {
  expect(correlationOf(mouth(likely, { 999: 1e6 }))).toBeCloseTo(1, 9);
  expect(correlationOf(mouth(likely, { 3_401: 1e6 }))).toBeCloseTo(1, 9);
  expect(correlationOf(mouth(likely, { 1_000: 1e6 }))).toBeLessThan(0.8);
  expect(correlationOf(mouth(likely, { 3_400: 1e6 }))).toBeLessThan(0.8);
});

it("counts what is seen 100 ms around the answer as within it, for two parts of three", () => {
  for (const [outside, inside] of [
    [1_899, 1_900],
    [3_101, 3_100],
  ] as const) {
    expect(correlationOf(mouth(likely, { [outside]: 1e6 }))).toBeGreaterThan(0.5);
    expect(correlationOf(mouth(likely, { [inside]: 1e6 }))).toBeLessThan(0.3);
  }
});

it("leaves out what is seen while the sound is not known", () => {
  const short = { ...sound, speech: { ...sound.speech, fromT: 2_000, mouth: steps.slice(50, 75) } };
  const known = (t: number): number => likely(Math.min(Math.max(t, 2_020), 2_980));
  expect(correlationOf(mouth(known, { 1_999: 1e6, 3_001: 1e6 }), short)).toBeCloseTo(1, 9);
  expect(correlationOf(mouth(known, { 2_000: 1e6 }), short)).toBeLessThan(0.5);
  expect(correlationOf(mouth(known, { 3_000: 1e6 }), short)).toBeLessThan(0.5);
});
