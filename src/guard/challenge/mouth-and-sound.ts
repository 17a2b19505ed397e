import type { SpokenAnswer } from "../../events/spoken-answer.ts";
import { likeness, type Opening } from "./likeness.ts";

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
  /** How like the mouth is to the one that the sound makes likely, at the lag where it is likest, −1–1. */
  readonly correlation: number;
  /** That lag: positive when the mouth comes after the sound. */
  readonly lagMs: number;
}

/** 95 % of the answers of people spread by 0.049 and more, and the same mouths at rest by 0.028 at most. */
const LEAST_MOVED = 0.045;
/** While it listens, the mouth moves at most half as much as while it speaks. */
const MOST_BEFORE = 0.5;
const LEAST_CORRELATION = 0.55;
/** Cameras and microphones are late by up to some 200 ms, and a mouth is early or late itself. */
const MOST_LAG_MS = 300;
/** Lips part and breath is drawn so long before the voice is there. */
const BREATH_MS = 300;
/** Listening that is shorter shows nothing. */
const LEAST_QUIET_MS = 800;
const LEAST_SAMPLES_A_SECOND = 8;
const LONGEST_GAP_MS = 350;

/**
 * Whether the mouth kept still while Gatehouse spoke (from `quietFromT`, ms since boot, on) and then moved as the sound of
 * the answer makes likely. Too few looks at the mouth never agree. Pure; `bench/mouth-and-sound.mjs` prints how well people
 * and replays are told apart.
 */
export function mouthFollowsSound(
  mouth: readonly MouthSample[],
  answer: SpokenAnswer,
  quietFromT: number,
): Synchrony {
  const { startT, endT } = answer;
  const seen = openings(mouth, quietFromT);
  const listensUntilT = startT - MOST_LAG_MS - BREATH_MS;
  const moved = spread(between(seen, startT - MOST_LAG_MS, endT + MOST_LAG_MS));
  const before = spread(between(seen, quietFromT, listensUntilT));
  const none = { moved, before, correlation: 0, lagMs: 0 };
  const no = (why: string, found = none): Synchrony => ({ agrees: false, why, ...found });
  if (listensUntilT - quietFromT < LEAST_QUIET_MS)
    return no("the answer came before the end of the question");
  const unseen = gapIn(seen, quietFromT, endT);
  if (unseen !== null) return no(unseen);
  const like = likeness(seen, answer, MOST_LAG_MS);
  if (like === null) return no("the sound is not known for the whole time");
  const found = { ...none, ...like };
  // Worded so that what is no number agrees with nothing.
  if (!(moved >= LEAST_MOVED)) return no("the mouth did not move while the answer was heard", found);
  if (!(before <= moved * MOST_BEFORE)) return no("the mouth moved while it should have been still", found);
  if (!(found.correlation >= LEAST_CORRELATION))
    return no("the mouth does not move as what is heard would move it", found);
  return { agrees: true, why: null, ...found };
}

function openings(mouth: readonly MouthSample[], fromT: number): readonly Opening[] {
  return mouth
    .flatMap(({ t, opening }) => (opening === null || !Number.isFinite(opening) ? [] : [{ t, opening }]))
    .filter(({ t }) => t >= fromT)
    .sort((a, b) => a.t - b.t);
}

function between(seen: readonly Opening[], fromT: number, untilT: number): readonly Opening[] {
  return seen.filter(({ t }) => t >= fromT && t <= untilT);
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
