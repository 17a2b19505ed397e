import type { SpokenAnswer } from "../../events/spoken-answer.ts";

/** How far a mouth was open at a moment (ms since boot); null: it was not seen. */
export interface MouthSample {
  readonly t: number;
  readonly opening: number | null;
}

/** Whether a mouth and a voice belong together, and what that rests on. */
export interface Synchrony {
  readonly agrees: boolean;
  /** Why they do not; null if they do. */
  readonly why: string | null;
  /** How much the mouth moved during the answer, and before it: spread of its opening. */
  readonly moved: number;
  readonly before: number;
  /** How movement and speech go together over the whole time at the lag where they do best, −1–1. */
  readonly correlation: number;
  /** That lag: positive when the mouth comes after the sound. */
  readonly lagMs: number;
}

/** A mouth at rest spreads by at most 0.078, a talking one by at least 0.117. */
const LEAST_MOVED = 0.1;
/** While it listens, the mouth moves at most half as much as while it speaks. */
const MOST_BEFORE = 0.5;
const LEAST_CORRELATION = 0.6;
/** Cameras and microphones are late by up to some 200 ms, and lips part before the voice is there. */
const MOST_LAG_MS = 300;
/** How far beyond that the movement may begin before the sound, or end after it. */
const EDGE_MS = 300;
/** Movement is the spread of the opening over so much time on either side of a moment. */
const REACH_MS = 200;
/** Listening that is shorter shows nothing. */
const LEAST_QUIET_MS = 800;
const LEAST_SAMPLES_A_SECOND = 8;
const LONGEST_GAP_MS = 350;
const STEP_MS = 32;
const SPEECH = 0.5;

/**
 * Whether the mouth kept still while Gatehouse spoke (from `quietFromT`, ms since boot, on) and moved when the answer was
 * heard. Too few looks at the mouth never agree. Pure; the figures behind the limits: `bench/mouth-and-sound.mjs`.
 */
export function mouthFollowsSound(
  mouth: readonly MouthSample[],
  answer: SpokenAnswer,
  quietFromT: number,
): Synchrony {
  const { startT, endT } = answer;
  const seen = openings(mouth, quietFromT, endT + MOST_LAG_MS);
  const listening = startT - MOST_LAG_MS;
  const moved = spread(seen.filter(({ t }) => t >= startT - MOST_LAG_MS && t <= endT + MOST_LAG_MS));
  const before = spread(seen.filter(({ t }) => t < listening));
  const none = { moved, before, correlation: 0, lagMs: 0 };
  const no = (why: string, found: typeof none): Synchrony => ({ agrees: false, why, ...found });
  if (listening - quietFromT < LEAST_QUIET_MS)
    return no("the answer came before the end of the question", none);
  const unseen = gapIn(seen, quietFromT, endT);
  if (unseen !== null) return no(unseen, none);
  const heard = speechOver(answer, quietFromT, endT + MOST_LAG_MS);
  if (heard === null) return no("the sound is not known for the whole time", none);
  const found = { ...none, ...bestLag(movements(seen, heard.times), heard.speech) };
  if (moved < LEAST_MOVED) return no("the mouth did not move while the answer was heard", found);
  if (before > moved * MOST_BEFORE) return no("the mouth moved while it should have been still", found);
  if (found.correlation < LEAST_CORRELATION) return no("the mouth does not move when the sound does", found);
  const edge = looseEdge(movements(seen, heard.times), heard.times, answer);
  return edge === null ? { agrees: true, why: null, ...found } : no(edge, found);
}

interface Opening {
  readonly t: number;
  readonly opening: number;
}

function openings(mouth: readonly MouthSample[], fromT: number, untilT: number): readonly Opening[] {
  return mouth
    .flatMap(({ t, opening }) => (opening === null || !Number.isFinite(opening) ? [] : [{ t, opening }]))
    .filter(({ t }) => t >= fromT && t <= untilT)
    .sort((a, b) => a.t - b.t);
}

/** Why the mouth was not looked at often enough between two moments; null if it was. */
function gapIn(seen: readonly Opening[], fromT: number, untilT: number): string | null {
  const times = [fromT, ...seen.map(({ t }) => t).filter((t) => t <= untilT), untilT];
  const longest = Math.max(...times.slice(1).map((t, i) => t - (times[i] as number)));
  const least = ((untilT - fromT) / 1000) * LEAST_SAMPLES_A_SECOND;
  return longest > LONGEST_GAP_MS || times.length - 2 < least ? "the mouth was not seen often enough" : null;
}

/** Between the 10th and the 90th of a hundred openings. */
function spread(seen: readonly Opening[]): number {
  const sorted = seen.map(({ opening }) => opening).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}

/** Whether there is speech around each step, 0 or 1, wherever the sound is known; null if it begins too late. */
function speechOver(
  answer: SpokenAnswer,
  fromT: number,
  untilT: number,
): { readonly times: readonly number[]; readonly speech: readonly number[] } | null {
  const { speech, startT, endT } = answer;
  if (speech.probabilities.length === 0 || speech.fromT > startT) return null;
  const begin = Math.max(fromT, Math.min(speech.fromT, startT));
  const times: number[] = [];
  for (let t = begin; t <= untilT; t += STEP_MS) times.push(t);
  const spoken = (t: number): boolean => {
    const step = Math.floor((t - speech.fromT) / speech.stepMs);
    return t >= startT && t <= endT && (speech.probabilities[step] ?? 0) >= SPEECH;
  };
  const around = [...Array(Math.ceil(REACH_MS / STEP_MS) * 2 + 1).keys()].map(
    (i) => (i - Math.ceil(REACH_MS / STEP_MS)) * STEP_MS,
  );
  return { times, speech: times.map((t) => (around.some((d) => spoken(t + d)) ? 1 : 0)) };
}

/** How much the opening varies around each moment. */
function movements(seen: readonly Opening[], times: readonly number[]): readonly number[] {
  return times.map((t) => {
    const near = seen.filter((one) => Math.abs(one.t - t) <= REACH_MS).map(({ opening }) => opening);
    return near.length < 2 ? 0 : Math.max(...near) - Math.min(...near);
  });
}

function bestLag(
  moves: readonly number[],
  speech: readonly number[],
): { correlation: number; lagMs: number } {
  let best = { correlation: -1, lagMs: 0 };
  const most = Math.floor(MOST_LAG_MS / STEP_MS);
  for (let lag = -most; lag <= most; lag += 1) {
    const pairs = moves.flatMap((_, i) => {
      const move = moves[i + lag];
      const spoken = speech[i];
      return move === undefined || spoken === undefined ? [] : [[move, spoken] as const];
    });
    const found = pearson(pairs);
    if (found > best.correlation) best = { correlation: found, lagMs: lag * STEP_MS };
  }
  return best;
}

/** 0 where one of the two never changes. */
function pearson(pairs: readonly (readonly [number, number])[]): number {
  const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [a, b] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    ab += (x - a) * (y - b);
    aa += (x - a) ** 2;
    bb += (y - b) ** 2;
  }
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Why the movement does not begin and end with the sound; null if it does. */
function looseEdge(moves: readonly number[], times: readonly number[], answer: SpokenAnswer): string | null {
  const most = Math.max(...moves);
  const moving = times.filter((_, i) => (moves[i] ?? 0) >= Math.max(most / 2, LEAST_MOVED));
  const slack = MOST_LAG_MS + EDGE_MS;
  const first = moving[0] ?? Infinity;
  const last = moving.at(-1) ?? -Infinity;
  if (Math.abs(first - answer.startT) > slack) return "the mouth did not begin with the sound";
  if (answer.endT - last > slack) return "the mouth ended before the sound";
  return null;
}
