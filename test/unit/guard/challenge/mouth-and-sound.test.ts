import { expect, it } from "vitest";
import type { SpokenAnswer } from "../../../../src/events/spoken-answer.ts";
import { mouthFollowsSound, type MouthSample } from "../../../../src/guard/challenge/mouth-and-sound.ts";

/** Gatehouse asks from 10 s on; the answer is heard from 13 s to 14.5 s. */
const QUIET_FROM = 10_000;
const START = 13_000;
const END = 14_500;
const STEP = 32;

function answer(about: Partial<SpokenAnswer> = {}): SpokenAnswer {
  const fromT = START - 4_000;
  const probabilities = Array.from({ length: Math.ceil((END + 400 - fromT) / STEP) }, (_, i) => {
    const t = fromT + i * STEP;
    return t >= START && t <= END ? 0.95 : 0.02;
  });
  return {
    ...{
      microphone: "hall",
      question: "q1",
      startT: START,
      endT: END,
      phrase: "tomato museum",
      llr: 0,
      lead: 9,
    },
    speech: { fromT, stepMs: STEP, probabilities, levels: probabilities.map(() => -20) },
    ...about,
  };
}

/** A mouth that is nearly closed but for the time between two moments, when it opens four times a second. */
function mouth(fromT: number, untilT: number, fps = 10): MouthSample[] {
  return Array.from({ length: Math.ceil(5 * fps) }, (_, i): MouthSample => {
    const t = QUIET_FROM + (i * 1_000) / fps;
    const still = 0.03 + (i % 2) * 0.01;
    const talks = t >= fromT && t <= untilT;
    return { t, opening: talks ? 0.2 + 0.15 * Math.sin((t / 1_000) * 2 * Math.PI * 3.7) : still };
  });
}

it.each([-250, -100, 0, 100, 250])("agrees when the mouth moves with the sound, %d ms later", (lag) => {
  for (const fps of [10, 15]) {
    const found = mouthFollowsSound(mouth(START + lag, END + lag, fps), answer(), QUIET_FROM);
    expect(found).toMatchObject({ agrees: true, why: null });
    expect(found.moved).toBeGreaterThan(0.1);
    expect(found.before).toBeLessThan(0.05);
    expect(found.correlation).toBeGreaterThan(0.6);
    // Movement is smeared over 0.2 s on either side, so its lag is known no better.
    expect(Math.abs(found.lagMs - lag)).toBeLessThanOrEqual(200);
  }
});

it.each([
  ["moves all the time", mouth(0, Infinity)],
  ["never moves", mouth(0, 0)],
  ["moves before the sound", mouth(START - 1_500, END - 1_500)],
  ["begins long before the sound", mouth(START - 1_000, END)],
  ["moves after the sound", mouth(START + 1_200, END + 1_200)],
  ["stops long before the sound", mouth(START, START + 500)],
  ["is hidden", mouth(START, END).map(({ t }) => ({ t, opening: null }))],
  ["is not looked at", []],
  ["is seen too seldom", mouth(START, END, 5)],
  [
    "is hidden in the middle",
    mouth(START, END).map((one) => (one.t > 13_300 && one.t < 13_900 ? { ...one, opening: null } : one)),
  ],
  ["is hidden while it listens", mouth(START, END).filter(({ t }) => t > 12_000)],
])("does not agree when the mouth %s", (_, series) => {
  const { agrees, why } = mouthFollowsSound(series, answer(), QUIET_FROM);
  expect(agrees).toBe(false);
  expect(why).not.toBeNull();
});

it("does not agree when the answer comes at once, or the sound around it is not known", () => {
  expect(mouthFollowsSound(mouth(START, END), answer(), START - 300).agrees).toBe(false);
  const unheard = answer({ speech: { fromT: START, stepMs: STEP, probabilities: [], levels: [] } });
  expect(mouthFollowsSound(mouth(START, END), unheard, QUIET_FROM).agrees).toBe(false);
});
