/** One comparison of two pictures. */
export interface Comparison {
  readonly fold: number;
  readonly same: boolean;
  /** Null if one of the pictures could not be judged: the answer is wrong at every threshold. */
  readonly similarity: number | null;
}

/** Share of right answers over the folds. */
export interface Accuracy {
  readonly mean: number;
  /** Standard deviation over the folds. */
  readonly sd: number;
  /** Mean of the folds' thresholds. */
  readonly threshold: number;
}

/**
 * Accuracy by cross-validation: each fold is judged by the threshold that is best on all other folds, so that no pair
 * has a say in its own threshold.
 */
export function crossValidate(comparisons: readonly Comparison[], folds: number): Accuracy {
  const results = Array.from({ length: folds }, (_, fold) => {
    const threshold = bestThreshold(comparisons.filter((other) => other.fold !== fold));
    const tested = comparisons.filter((other) => other.fold === fold);
    const right = tested.filter(
      ({ same, similarity }) => similarity !== null && similarity >= threshold === same,
    );
    return { threshold, accuracy: right.length / tested.length };
  });
  const mean = average(results.map(({ accuracy }) => accuracy));
  const sd = Math.sqrt(average(results.map(({ accuracy }) => (accuracy - mean) ** 2)));
  return { mean, sd, threshold: average(results.map(({ threshold }) => threshold)) };
}

/** The threshold with the most right answers, in the middle between the two similarities next to it. */
function bestThreshold(comparisons: readonly Comparison[]): number {
  const judged = comparisons
    .flatMap(({ same, similarity }) => (similarity === null ? [] : [{ same, similarity }]))
    .sort((a, b) => b.similarity - a.similarity);
  // Nothing is accepted above the highest similarity; each step down accepts one more.
  let right = judged.filter(({ same }) => !same).length;
  let best = { right, threshold: Number.POSITIVE_INFINITY };
  judged.forEach(({ same, similarity }, i) => {
    right += same ? 1 : -1;
    const next = judged[i + 1]?.similarity ?? similarity;
    // Between equal similarities there is no threshold.
    if (right <= best.right || (next === similarity && i + 1 < judged.length)) return;
    best = { right, threshold: (similarity + next) / 2 };
  });
  return best.threshold;
}

/** The rate of false accepts at which the rate of true accepts is told. */
export const FAR_KEYS = ["1e-2", "1e-3", "1e-4"] as const;
export type FarKey = (typeof FAR_KEYS)[number];

/** With fewer impostors above the threshold than this, its rate of false accepts is chance. */
const LEAST_PASSING = 10;
/** Bins of the histogram a unit of similarity: its thresholds are up to this much too strict. */
const BINS = 100_000;

/** Counts similarities of millions of impostors in little memory. */
export class SimilarityHistogram {
  readonly #counts = new Uint32Array(2 * BINS + 1);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(similarity: number): void {
    const bin = Math.floor((similarity + 1) * BINS);
    const within = Math.min(2 * BINS, Math.max(0, bin));
    this.#counts[within] = (this.#counts[within] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * The least threshold that at most this share of the impostors reaches; null where fewer than ten would, so that the
   * rate rests on chance.
   */
  threshold(falseAcceptRate: number): number | null {
    const allowed = Math.floor(this.#total * falseAcceptRate);
    if (allowed < LEAST_PASSING) return null;
    let passing = 0;
    let bin = 2 * BINS + 1;
    while (bin > 0 && passing + (this.#counts[bin - 1] ?? 0) <= allowed) {
      bin -= 1;
      passing += this.#counts[bin] ?? 0;
    }
    return bin / BINS - 1;
  }
}

/** What one threshold does. */
export interface AcceptRate {
  readonly threshold: number;
  /** True accepts: share of the genuine comparisons that reach it. */
  readonly tar: number;
}

/** The rate of true accepts at each rate of false accepts that there are enough impostors for. */
export function acceptRates(
  genuine: readonly (number | null)[],
  impostors: SimilarityHistogram,
): Partial<Record<FarKey, AcceptRate>> {
  const rates: Partial<Record<FarKey, AcceptRate>> = {};
  for (const key of FAR_KEYS) {
    const threshold = impostors.threshold(Number(key));
    if (threshold === null || genuine.length === 0) continue;
    const accepted = genuine.filter((similarity) => similarity !== null && similarity >= threshold);
    rates[key] = { threshold, tar: accepted.length / genuine.length };
  }
  return rates;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
