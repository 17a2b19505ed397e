import { nearest } from "./matching.ts";

/** A visit of somebody whom nobody enrolled, as far as it is kept. */
export interface Visit {
  /** Mean of the good looks at the face, unit length, `EMBEDDING_LENGTH` numbers. */
  readonly embedding: Float32Array<ArrayBuffer>;
  readonly camera: string;
  /** Wall clock, ms since the epoch. */
  readonly at: number;
  /** Looks it was made of, and the best quality among them, 0–1. */
  readonly frames: number;
  readonly quality: number;
  /** Path of the stored picture, relative to the state directory; null if there is none. */
  readonly picture: string | null;
}

/** Somebody who was seen, once or on several days, and is not enrolled. */
export interface Stranger {
  readonly id: string;
  /** SHA-256 of the embedding model; of another model nothing can be compared. */
  readonly model: string;
  /** Newest last, at most `MOST_VISITS_KEPT`. */
  readonly kept: readonly Visit[];
  /** Visits in all. */
  readonly visits: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** Visits that are kept of a stranger: enough to know them in another light, and to enrol them from. */
const MOST_VISITS_KEPT = 8;
/** Who is seen again sooner is on the same visit: people step aside, and turn around. */
const SAME_VISIT_MS = 5 * 60_000;

/** When two faces are the same stranger's; the measures of recognition, taken at one camera. */
export interface Likeness {
  /** Least similarity to any kept visit. */
  readonly recognize: number;
  /** How far the next similar stranger must be behind. */
  readonly margin: number;
}

/**
 * Whose face this is among known strangers; null if it is nobody's, or could be two's: two strangers under one name are worse
 * than one under two.
 */
export function findStranger(
  embedding: Float32Array,
  strangers: readonly Stranger[],
  { recognize, margin }: Likeness,
): Stranger | null {
  const ranked = strangers
    .map((stranger) => ({
      stranger,
      similarity: nearest(
        embedding,
        stranger.kept.map((visit) => visit.embedding),
      ),
    }))
    .sort((a, b) => b.similarity - a.similarity);
  const [best, second] = ranked;
  if (best === undefined || !(best.similarity >= recognize)) return null;
  return second === undefined || best.similarity - second.similarity >= margin ? best.stranger : null;
}

/** Somebody on the first visit. */
export function firstVisit(visit: Visit, { id, model }: { id: string; model: string }): Stranger {
  return { id, model, kept: [visit], visits: 1, firstAt: visit.at, lastAt: visit.at };
}

/** The stranger after one more look; soon after the last one it is still the same visit. */
export function visited(stranger: Stranger, visit: Visit): Stranger {
  const { kept, visits, lastAt } = stranger;
  const isSame = Math.abs(visit.at - lastAt) < SAME_VISIT_MS;
  return {
    ...stranger,
    kept: keep([...kept, visit]),
    visits: isSame ? visits : visits + 1,
    lastAt: Math.max(lastAt, visit.at),
  };
}

/** Of too many visits the worst goes, the older one of two equals. */
function keep(visits: readonly Visit[]): readonly Visit[] {
  if (visits.length <= MOST_VISITS_KEPT) return visits;
  const worst = visits.reduce((least, visit) => (visit.quality < least.quality ? visit : least));
  return visits.filter((visit) => visit !== worst);
}

/** How long and how many strangers are kept. */
export interface StrangerLimits {
  /** Since they were seen last. */
  readonly keepMs: number;
  readonly max: number;
}

/** Those who stay; of too many, those seen longest ago go. */
export function withinLimits(
  strangers: readonly Stranger[],
  { keepMs, max }: StrangerLimits,
  nowAt: number,
): readonly Stranger[] {
  return strangers
    .filter(({ lastAt }) => nowAt - lastAt <= keepMs)
    .toSorted((a, b) => b.lastAt - a.lastAt)
    .slice(0, max);
}
