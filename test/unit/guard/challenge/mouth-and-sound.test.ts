import { expect, it } from "vitest";
import type { SpokenAnswer } from "../../../../src/events/spoken-answer.ts";
import { mouthFollowsSound, type MouthSample } from "../../../../src/guard/challenge/mouth-and-sound.ts";

/** Gatehouse asks from 10 s on; the answer is heard from 13 s to 14.5 s. */
const QUIET_FROM = 10_000;
const START = 13_000;
const END = 14_500;
const STEP = 32;

/** How far a mouth is open that says the answer, at a time: two words of three and four syllables. */
function talking(t: number): number {
  const ms = t - START;
  const [fromMs, syllables] = ms < 650 ? [0, 3] : [750, 4];
  const place = (ms - fromMs) / ([650, 750][fromMs === 0 ? 0 : 1] as number);
  return place < 0 || place > 1 ? 0 : Math.abs(Math.sin(Math.PI * place * syllables)) * (1 - 0.5 * place);
}

function answer(about: Partial<SpokenAnswer> = {}): SpokenAnswer {
  const fromT = START - 4_000;
  const steps = Array.from({ length: Math.ceil((END + 400 - fromT) / STEP) }, (_, i) => fromT + i * STEP);
  return {
    ...{ microphone: "hall", question: "q1", startT: START, endT: END },
    ...{ phrase: "tomato museum", llr: 0, lead: 9 },
    speech: {
      ...{ fromT, stepMs: STEP },
      probabilities: steps.map((t) => (t >= START && t <= END ? 0.95 : 0.02)),
      // Without a unit, and never quite nothing.
      mouth: steps.map((t) => -3 + 5 * talking(t + STEP / 2)),
    },
    ...about,
  };
}

/** A mouth that is nearly closed but where `opening` says otherwise. */
function mouth(opening: (t: number) => number, fps = 12): MouthSample[] {
  return Array.from({ length: Math.ceil(5.5 * fps) }, (_, i): MouthSample => {
    const t = QUIET_FROM + (i * 1_000) / fps;
    return { t, opening: 0.03 + (i % 2) * 0.01 + 0.25 * opening(t) };
  });
}
const late =
  (ms: number) =>
  (t: number): number =>
    talking(t - ms);
const only =
  (fromT: number, untilT: number, opening = talking) =>
  (t: number): number =>
    t >= fromT && t <= untilT ? opening(t) : 0;
/** Talks all the time. */
const chatting = (t: number): number => Math.abs(Math.sin(t / 97)) * (0.5 + 0.5 * Math.sin(t / 613));

it.each([-250, -100, 0, 100, 250])("agrees when the mouth moves as the sound does, %d ms later", (lag) => {
  for (const fps of [8.5, 10, 12, 15]) {
    const found = mouthFollowsSound(mouth(late(lag), fps), answer(), QUIET_FROM);
    expect(found, `${fps} looks a second`).toMatchObject({ agrees: true, why: null });
    expect(found.moved).toBeGreaterThan(0.1);
    expect(found.before).toBeLessThan(0.05);
    expect(found.correlation).toBeGreaterThan(0.8);
    expect(Math.abs(found.lagMs - lag)).toBeLessThanOrEqual(60);
  }
});

it("agrees when the mouth opens early, to breathe", () => {
  const breathing = (t: number): number => (t > START - 350 && t < START ? 0.4 : talking(t));
  expect(mouthFollowsSound(mouth(breathing), answer(), QUIET_FROM).agrees).toBe(true);
});

it.each([
  ["moves all the time", mouth(chatting)],
  ["never moves", mouth(() => 0)],
  ["moves before the sound", mouth(late(-1_500))],
  ["begins long before the sound", mouth(only(START - 1_000, END, (t) => Math.max(chatting(t), talking(t))))],
  ["moves after the sound", mouth(late(1_200))],
  ["stops long before the sound", mouth(only(START, START + 450))],
  [
    "says something else at the same time",
    mouth(only(START, END, (t) => Math.abs(Math.sin((t - START) / 90)))),
  ],
  ["is open all the time that something is heard", mouth(only(START, END, () => 1))],
  ["is hidden", mouth(talking).map(({ t }) => ({ t, opening: null }))],
  ["is not looked at", []],
  ["is seen too seldom", mouth(talking, 5)],
  [
    "is hidden in the middle",
    mouth(talking).map((one) => (one.t > 13_300 && one.t < 13_900 ? { ...one, opening: null } : one)),
  ],
  ["is hidden while it listens", mouth(talking).filter(({ t }) => t > 12_000)],
])("does not agree when the mouth %s", (_, series) => {
  const { agrees, why } = mouthFollowsSound(series, answer(), QUIET_FROM);
  expect(agrees).toBe(false);
  expect(why).not.toBeNull();
});

it("does not agree when the answer comes at once, or the sound is not known for all of it", () => {
  const said = answer();
  expect(mouthFollowsSound(mouth(talking), said, START - 300).agrees).toBe(false);
  const { speech } = said;
  const parts = [
    { ...speech, mouth: [] },
    { ...speech, fromT: START + 100 },
    { ...speech, mouth: speech.mouth.slice(0, 150) },
    { ...speech, mouth: speech.mouth.map(() => Number.NaN) },
  ];
  for (const part of parts)
    expect(mouthFollowsSound(mouth(talking), answer({ speech: part }), QUIET_FROM).agrees).toBe(false);
});

/** A mouth that is looked at every 50 ms, from long before the question until long after the answer. */
const looks = (opening: (t: number) => number): MouthSample[] =>
  Array.from({ length: 160 }, (_, i) => QUIET_FROM - 1_000 + i * 50).map((t) => ({ t, opening: opening(t) }));
const follows = (series: readonly MouthSample[], quietFrom = QUIET_FROM) =>
  mouthFollowsSound(series, answer(), quietFrom);
const inside = (fromT: number, untilT: number) => (t: number) => (t >= fromT && t <= untilT ? 1 : 0);

it("measures how much the mouth moves from 300 ms before the answer until 300 ms after it", () => {
  expect(follows(looks(inside(START - 300, START - 50))).moved).toBe(1);
  expect(follows(looks(inside(END + 50, END + 300))).moved).toBe(1);
  const elsewhere = looks((t) => 1 - inside(START - 300, END + 300)(t));
  expect(follows(elsewhere).moved).toBe(0);
});

it("measures how much it moves before from the question on until 600 ms before the answer", () => {
  expect(follows(looks(inside(START - 900, START - 600))).before).toBe(1);
  expect(follows(looks(inside(QUIET_FROM, QUIET_FROM + 300))).before).toBe(1);
  const elsewhere = looks((t) => 1 - inside(QUIET_FROM, START - 600)(t));
  expect(follows(elsewhere).before).toBe(0);
});

it("measures between the 10th and the 90th of a hundred looks", () => {
  const series = Array.from({ length: 100 }, (_, i) => ({ t: START + i, opening: i }));
  expect(follows(series).moved).toBe(79);
});

it("does not agree when the mouth moves just as it should, but hardly", () => {
  const moving = (by: number) => follows(looks((t) => 0.03 + by * talking(t)));
  expect(moving(0.3)).toMatchObject({ agrees: true });
  expect(moving(0.04)).toMatchObject({
    agrees: false,
    why: expect.stringContaining("did not move") as string,
  });
});

it("does not agree when the answer comes within 1.4 s of the question's begin", () => {
  expect(follows(looks(talking), START - 1_400).agrees).toBe(true);
  expect(follows(looks(talking), START - 1_399).agrees).toBe(false);
});

it("goes by the looks in their order of time, and by no look that shows nothing", () => {
  const series = looks(talking);
  expect(follows(series.toReversed())).toEqual(follows(series));
  const blanks = series.flatMap((one) => [
    one,
    { t: one.t + 5, opening: null },
    { t: one.t + 9, opening: Number.NaN },
  ]);
  expect(follows(blanks)).toEqual(follows(series));
});

it("agrees when the mouth is hidden for 350 ms, and not for longer", () => {
  const hidden = (ms: number) =>
    looks(talking)
      .filter(({ t }) => t <= 13_800 || t >= 13_800 + ms)
      .concat({ t: 13_800 + ms, opening: talking(13_800 + ms) });
  expect(follows(hidden(350)).agrees).toBe(true);
  expect(follows(hidden(351))).toMatchObject({
    agrees: false,
    why: "the mouth was not seen often enough",
  });
});

it("wants eight looks a second from the question to the end of the answer, whatever was seen before and after", () => {
  const every125 = (count: number, fromT: number) =>
    Array.from({ length: count }, (_, i) => fromT + i * 125).map((t) => ({ t, opening: talking(t) }));
  const around = [...looks(talking)].filter(({ t }) => t < QUIET_FROM || t > END);
  const enough = every125(36, QUIET_FROM + 60);
  expect(follows([...around, ...enough]).agrees).toBe(true);
  expect(follows([...around, ...enough.filter((_, i) => i !== 10)]).agrees).toBe(false);
});
