import type { SpokenAnswer } from "../../events/spoken-answer.ts";

/** How far a mouth was open at a moment, ms since boot. */
export interface Opening {
  readonly t: number;
  readonly opening: number;
}

/** What is looked at around the answer: when the mouth is closed tells as much as how it moves. */
const BEFORE_MS = 1_000;
const AFTER_MS = 400;
/** What counts as the answer itself: its first and last sounds are formed beyond its ends. */
const EDGE_MS = 100;
const LAG_STEP_MS = 20;

/**
 * How like a mouth is to the one that a sound makes likely, at the lag of at most `mostLagMs` at which it is likest: the
 * mean of three correlations, of the openings around the answer, of those within it, and of their changes within it. The
 * first falls when the mouth begins or ends at another time, the others when it says something else. Null if the sound is
 * not known for the whole answer.
 *
 * @param seen in the order of time
 */
export function likeness(
  seen: readonly Opening[],
  { startT, endT, speech }: Pick<SpokenAnswer, "startT" | "endT" | "speech">,
  mostLagMs: number,
): { readonly correlation: number; readonly lagMs: number } | null {
  const { fromT, stepMs, mouth } = speech;
  const knownUntilT = fromT + mouth.length * stepMs;
  if (fromT > startT || knownUntilT < endT) return null;
  const around = seen.filter(({ t }) => t >= startT - BEFORE_MS && t <= endT + AFTER_MS);
  const isWithin = ({ t }: Opening): boolean => t >= startT - EDGE_MS && t <= endT + EDGE_MS;
  let best = { correlation: -1, lagMs: 0 };
  for (let lagMs = -mostLagMs; lagMs <= mostLagMs; lagMs += LAG_STEP_MS) {
    const pairs = around.flatMap((one) => {
      const t = one.t - lagMs;
      if (t < fromT || t > knownUntilT) return [];
      return [{ seen: one.opening, likely: likelyAt(speech, t), within: isWithin(one) }];
    });
    const within = pairs.filter((pair) => pair.within);
    const correlation = (pearson(pairs) + pearson(within) + pearson(changes(within))) / 3;
    if (correlation > best.correlation) best = { correlation, lagMs };
  }
  return best;
}

/** Between the middles of two steps. */
function likelyAt({ fromT, stepMs, mouth }: SpokenAnswer["speech"], t: number): number {
  const place = Math.min(mouth.length - 1, Math.max(0, (t - fromT) / stepMs - 0.5));
  const step = Math.floor(place);
  const [one = 0, next = one] = mouth.slice(step, step + 2);
  return one + (next - one) * (place - step);
}

interface Pair {
  readonly seen: number;
  readonly likely: number;
}

function changes(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.slice(1).map(({ seen, likely }, i) => {
    const before = pairs[i] as Pair;
    return { seen: seen - before.seen, likely: likely - before.likely };
  });
}

/** 0 where one of the two never changes. */
function pearson(pairs: readonly Pair[]): number {
  const mean = (of: keyof Pair): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [meanSeen, meanLikely] = [mean("seen"), mean("likely")];
  let [together, seenAlone, likelyAlone] = [0, 0, 0];
  for (const { seen, likely } of pairs) {
    together += (seen - meanSeen) * (likely - meanLikely);
    seenAlone += (seen - meanSeen) ** 2;
    likelyAlone += (likely - meanLikely) ** 2;
  }
  return seenAlone * likelyAlone > 0 ? together / Math.sqrt(seenAlone * likelyAlone) : 0;
}
