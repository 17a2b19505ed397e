import { seconds } from "../phrases.ts";
import { missed, type Awaiting, type Sample, type Side, type TurnHead, type Watch } from "./challenge.ts";
import {
  BASELINE_LOOKS,
  BASELINE_MS,
  BASELINE_YAW_MAX,
  RETURN_LOOKS,
  RETURN_WITHIN_MS,
  RETURN_YAW,
  STILL_AFTER_MS,
  STILL_BEFORE_MS,
  TRACK_GAP_MAX_MS,
  TURN_LOOKS,
  TURN_WITHIN_MS,
  TURN_YAW,
  WRONG_LOOKS,
} from "./measures.ts";
import { OPEN, type TaskVerdict } from "./say-code.ts";
import { longestGapMs } from "./watch.ts";

/** Two or three turns, each to either side, all equally likely. */
export function drawTurns(random: () => number): TurnHead {
  const count = random() < 0.5 ? 2 : 3;
  const turns = Array.from({ length: count }, (): Side => (random() < 0.5 ? "left" : "right"));
  return { kind: "turn-head", turns, made: 0, baseline: null };
}

/** The head's resting position: the median over the second before `t`; null if too little was seen of it. */
export function restingYaw(samples: readonly Sample[], t: number): number | null {
  const yaws = samples
    .filter((sample) => sample.t > t - BASELINE_MS && sample.t <= t)
    .flatMap(({ yaw }) => yaw ?? [])
    .sort((a, b) => a - b);
  if (yaws.length < BASELINE_LOOKS) return null;
  const median = yaws[Math.floor((yaws.length - 1) / 2)] ?? 0;
  return Math.abs(median) <= BASELINE_YAW_MAX ? median : null;
}

type Seen = { readonly t: number; readonly yaw: number };

/**
 * Whether the turn that was asked for last has been made: to that side, not to the other one before, and back. What the
 * pictures show of the time is judged: they may come late, and a camera that shows nothing ends the challenge anyway.
 */
export function judgeTurn(task: TurnHead, stage: Awaiting, watch: Watch): TaskVerdict {
  const { baseline } = task;
  if (baseline === null) return OPEN;
  const side = task.turns[task.made] ?? "left";
  // The picture is not mirrored: what is its right is the person's left.
  const sign = side === "left" ? 1 : -1;
  const looks: Seen[] = watch.samples.flatMap(({ t, yaw }) =>
    yaw === null ? [] : [{ t, yaw: yaw - baseline }],
  );
  // Before a further turn the head has just come back: only what follows the begin of that prompt is early.
  const stillFromT = task.made === 0 ? stage.promptT - STILL_BEFORE_MS : stage.promptT;
  const early = looks.filter(
    ({ t, yaw }) => t >= stillFromT && t <= stage.promptT + STILL_AFTER_MS && Math.abs(yaw) >= TURN_YAW,
  );
  const facts = { asked: side, turn: task.made + 1, baseline: round(baseline) };
  const failed = (why: string): TaskVerdict => ({ outcome: "failed", failure: missed(why, facts) });
  if (early.length >= WRONG_LOOKS) return failed("The head was turned before it was said where to.");
  const gapMs = longestGapMs(watch.samples, "yaw", { fromT: stage.promptT, untilT: watch.latestT });
  if (gapMs > TRACK_GAP_MAX_MS) return failed(`The face could not be seen for ${seconds(gapMs)}.`);
  const since = looks.filter(({ t }) => t > stage.sinceT).map(({ t, yaw }): Seen => ({ t, yaw: yaw * sign }));
  const wrong = run(since, WRONG_LOOKS, ({ yaw }) => yaw <= -TURN_YAW);
  const turned = run(since, TURN_LOOKS, ({ yaw }) => yaw >= TURN_YAW);
  if (wrong !== null && (turned === null || wrong.t < turned.t))
    return failed(`The head was turned to the other side; the ${side} was asked for.`);
  if (turned === null || turned.t > stage.sinceT + TURN_WITHIN_MS) {
    const isLate = watch.latestT > stage.sinceT + TURN_WITHIN_MS;
    return isLate ? failed(`The head was not turned to the ${side} in time.`) : OPEN;
  }
  return judgeReturn(
    since.filter(({ t }) => t > turned.t),
    { turnedT: turned.t, latestT: watch.latestT, failed },
  );
}

/** Whether the head came back after the turn, without a turn to the other side before. */
function judgeReturn(
  after: readonly Seen[],
  when: {
    readonly turnedT: number;
    readonly latestT: number;
    readonly failed: (why: string) => TaskVerdict;
  },
): TaskVerdict {
  const { turnedT, latestT, failed } = when;
  const back = run(after, RETURN_LOOKS, ({ yaw }) => Math.abs(yaw) <= RETURN_YAW);
  const swung = run(after, WRONG_LOOKS, ({ yaw }) => yaw <= -TURN_YAW);
  if (swung !== null && (back === null || swung.t < back.t))
    return failed("The head was turned to both sides; one was asked for.");
  if (back === null || back.t > turnedT + RETURN_WITHIN_MS) {
    const isLate = latestT > turnedT + RETURN_WITHIN_MS;
    return isLate ? failed("The head was not turned back in time.") : OPEN;
  }
  return { outcome: "done", doneT: back.t, facts: {} };
}

/** The last of the first `count` looks in a row that are so. */
function run(looks: readonly Seen[], count: number, isSo: (look: Seen) => boolean): Seen | null {
  let inRow = 0;
  for (const look of looks) {
    inRow = isSo(look) ? inRow + 1 : 0;
    if (inRow === count) return look;
  }
  return null;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
