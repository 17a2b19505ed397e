import { medianLiveness, type LivenessWatch } from "./liveness/watch.ts";
import type { Match } from "./matching.ts";

/** From where on a look counts for a person, and other limits. */
export interface IdentityThresholds {
  /** Similarity from which a good look counts for the nearest person. */
  readonly recognize: number;
  /** How far the runner-up must be behind. */
  readonly margin: number;
  /** Similarity below which a good look is one at somebody else; left out: 0.08 below `recognize`. */
  readonly unknown?: number | undefined;
  /** Liveness below which a face is not alive. */
  readonly live: number;
}

/** Looks that agree before a face is recognised. */
const LEAST_AGREEING = 3;
/** The same for a name that contradicts the one that was said of this face before: twice as many. */
const LEAST_CORRECTING = 6;
/** And how much they must weigh in sum; a good look weighs 1, so that poor ones have to be more. */
const LEAST_WEIGHT = 2.5;
/** From this quality on a look weighs 1; of looks at people before a webcam it is reached by more than 95 of 100. */
const FULL_QUALITY = 0.35;
/** What the poorest look weighs. */
const LEAST_LOOK = 0.1;
/** Good looks, what they must weigh, and how long they must be spread, before a face is unknown. */
const LEAST_UNKNOWN = 5;
const LEAST_UNKNOWN_WEIGHT = 4;
const LEAST_UNKNOWN_MS = 1000;
/** A look this far below the threshold is one at somebody else, unless it is configured; in between it says nothing. */
const CLEARLY_BELOW = 0.08;
/** How long looks are remembered, and how many at most. */
const WINDOW_MS = 5000;
const WINDOW = 64;
/** The latest ones, on which recognition rests: what was seen long ago must not outvote what is seen now. */
const RECENT = 10;

/** A good look at a face, matched against the enrolled people. */
export interface MatchedLook {
  readonly t: number;
  /** Null if nobody is enrolled. */
  readonly match: Match | null;
  readonly quality: number;
}

/** What is known of one track's face; a plain value, newest look last. */
export interface Identity {
  readonly looks: readonly MatchedLook[];
  /** What has been reported already, so that it is said once. */
  readonly said: readonly string[];
}

export const unknownYet: Identity = { looks: [], said: [] };

/** The verdict on one track at one moment. */
export type Verdict =
  | { readonly kind: "undecided"; readonly facts: VerdictFacts }
  | { readonly kind: "recognized"; readonly match: Match; readonly facts: VerdictFacts }
  | { readonly kind: "unknown"; readonly nearest: Match | null; readonly facts: VerdictFacts }
  | { readonly kind: "spoofed"; readonly claimed: Match | null; readonly facts: VerdictFacts };

interface VerdictFacts {
  /** Looks that agree with the verdict. */
  readonly frames: number;
  /** Best quality among them, 0–1. */
  readonly quality: number;
  /** Median liveness of the latest good looks; null with fewer than three, which prove nothing. */
  readonly live: number | null;
}

/** Adds a good look. Old ones fall out of the window. */
export function addLook(identity: Identity, look: MatchedLook): Identity {
  const looks = [...identity.looks, look].filter((old) => look.t - old.t <= WINDOW_MS).slice(-WINDOW);
  return { ...identity, looks };
}

/**
 * Who it is. Recognised only if of the latest ten looks those for the person outnumber all looks against (at strangers,
 * and at anybody else enrolled) by three, and outweigh them by their quality, and the latest look is at that person too;
 * a name that contradicts one that was said takes six. Unknown only from several looks of enough weight over a second or
 * more, none of which comes near anybody.
 *
 * @param liveness of the same face; its veto comes before everything else
 */
export function judge(identity: Identity, liveness: LivenessWatch, thresholds: IdentityThresholds): Verdict {
  const { looks } = identity;
  const recent = looks.slice(-RECENT);
  const facts = (counted: readonly MatchedLook[]): VerdictFacts => ({
    frames: counted.length,
    quality: counted.reduce((best, look) => Math.max(best, look.quality), 0),
    live: medianLiveness(liveness),
  });
  const latest = looks[looks.length - 1];
  const person = mostFrequent(recent.flatMap((look) => supports(look, thresholds) ?? []));
  const agreeing = recent.filter((look) => supports(look, thresholds) === person && person !== null);
  if (liveness.veto !== null) return { kind: "spoofed", claimed: middleMatch(agreeing), facts: facts(looks) };
  if (latest === undefined) return { kind: "undecided", facts: facts([]) };
  const against = recent.filter((look) => isAgainst(look, person, thresholds));
  const match = middleMatch(agreeing);
  const latestAgrees = agreeing[agreeing.length - 1] === latest;
  const ahead = agreeing.length - against.length;
  if (match !== null && latestAgrees && ahead >= agreementNeeded(identity, match.person)) {
    if (weightOf(agreeing) - weightOf(against) >= LEAST_WEIGHT)
      return { kind: "recognized", match, facts: facts(agreeing) };
  }
  const oldest = looks[0] ?? latest;
  const allBelow = looks.every((look) => isStranger(look, thresholds));
  const enough = looks.length >= LEAST_UNKNOWN && weightOf(looks) >= LEAST_UNKNOWN_WEIGHT;
  if (allBelow && enough && latest.t - oldest.t >= LEAST_UNKNOWN_MS) {
    return { kind: "unknown", nearest: bestMatch(looks), facts: facts(looks) };
  }
  return { kind: "undecided", facts: facts(agreeing) };
}

/** How a name is written among what was said of a face. */
export const sayingOf = (person: string): string => `recognized ${person}`;

/** Looks by which a person must be ahead: a name that was said is corrected only by twice the evidence. */
function agreementNeeded({ said }: Identity, person: string): number {
  const names = said.filter((saying) => saying.startsWith(sayingOf("")));
  return names.length === 0 || names[names.length - 1] === sayingOf(person)
    ? LEAST_AGREEING
    : LEAST_CORRECTING;
}

/** What looks weigh together, by their quality. */
function weightOf(looks: readonly MatchedLook[]): number {
  return looks.reduce(
    (sum, { quality }) => sum + Math.min(1, Math.max(LEAST_LOOK, quality / FULL_QUALITY)),
    0,
  );
}

/**
 * What a single good look says by itself. It is never enough for a decision.
 *
 * @param live the look's own liveness; null if it was not checked
 */
export function judgeLook(
  look: MatchedLook,
  live: number | null,
  thresholds: IdentityThresholds,
): Verdict["kind"] {
  if (live !== null && live < thresholds.live) return "spoofed";
  if (supports(look, thresholds) !== null) return "recognized";
  return isStranger(look, thresholds) ? "unknown" : "undecided";
}

/** The person a look counts for, or null. */
function supports({ match }: MatchedLook, { recognize, margin }: IdentityThresholds): string | null {
  if (match === null || match.similarity < recognize || match.margin < margin) return null;
  return match.veto === undefined ? match.person : null;
}

/** A look at somebody who is clearly not enrolled, or known not to be the one who looks alike. */
function isStranger({ match }: MatchedLook, { recognize, unknown }: IdentityThresholds): boolean {
  const below = unknown ?? recognize - CLEARLY_BELOW;
  return match === null || match.veto === "counter-example" || match.similarity < below;
}

function isAgainst(look: MatchedLook, person: string | null, thresholds: IdentityThresholds): boolean {
  return isStranger(look, thresholds) || look.match?.person !== person;
}

/** The match of middle similarity: one lucky look must not make a person look surer than they are. */
function middleMatch(looks: readonly MatchedLook[]): Match | null {
  const matches = looks.flatMap(({ match }) => match ?? []).sort((a, b) => a.similarity - b.similarity);
  return matches[Math.floor((matches.length - 1) / 2)] ?? null;
}

function bestMatch(looks: readonly MatchedLook[]): Match | null {
  let best: Match | null = null;
  for (const { match } of looks) {
    if (match !== null && (best === null || match.similarity > best.similarity)) best = match;
  }
  return best;
}

function mostFrequent(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  let best: [string, number] | null = null;
  for (const entry of counts) if (best === null || entry[1] > best[1]) best = entry;
  return best === null ? null : best[0];
}
