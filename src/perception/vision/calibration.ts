/** Looks at one person compared with one other recording, or with another person. */
export interface Trial {
  /** Best similarity of each good look to the templates it was compared with. */
  readonly similarities: readonly number[];
}

/** What was measured in a household. Own trials compare a person with their own other recordings. */
export interface Measured {
  readonly own: readonly Trial[];
  /** Somebody else's recording against a person's templates. */
  readonly others: readonly Trial[];
}

/** What a threshold means for this household. */
export interface Rates {
  readonly threshold: number;
  /** The part of the people's own looks that pass. */
  readonly ownPassed: number;
  readonly falseAccepts: FalseAccepts;
}

/** How often somebody else passes. Looks of one recording are alike, so recordings are counted beside them. */
interface FalseAccepts {
  readonly looksPassed: number;
  readonly looks: number;
  /** Recordings of which at least one look passed. */
  readonly recordingsPassed: number;
  readonly recordings: number;
  /** By looks and by recordings: measured, or, where none passed, the most it can be with 95 % confidence. */
  readonly perLook: number;
  readonly perRecording: number;
  /** How the two were come by. */
  readonly bound: "measured" | "rule of three";
}

/** The answer: a threshold, or why none can be proposed. */
export type Proposal =
  | { readonly kind: "threshold"; readonly rates: Rates; readonly why: string }
  | { readonly kind: "none"; readonly why: string };

/** No household's recordings are evidence enough for less: strangers before one webcam were measured above 0.5. */
export const LEAST_THRESHOLD = 0.5;
const MOST_THRESHOLD = 0.9;
const STEP = 0.01;
/** The nearest look of somebody else stays this far below. */
const CLEARANCE = 0.03;
/** With fewer looks at others the rule of three cannot say less than one in a hundred. */
const ENOUGH_LOOKS = 300;
/** A threshold that so few own looks pass would not let the household in. */
const LEAST_OWN = 0.5;

/** What a threshold means for what was measured. */
export function ratesAt(threshold: number, { own, others }: Measured): Rates {
  const passes = (similarity: number): boolean => similarity >= threshold;
  const ownLooks = own.flatMap(({ similarities }) => similarities);
  const looks = others.flatMap(({ similarities }) => similarities);
  const recordings = others.filter(({ similarities }) => similarities.length > 0);
  const looksPassed = looks.filter(passes).length;
  const recordingsPassed = recordings.filter(({ similarities }) => similarities.some(passes)).length;
  return {
    threshold,
    ownPassed: ownLooks.length === 0 ? 0 : ownLooks.filter(passes).length / ownLooks.length,
    falseAccepts: {
      ...{ looksPassed, looks: looks.length, recordingsPassed, recordings: recordings.length },
      perLook: rate(looksPassed, looks.length),
      perRecording: rate(recordingsPassed, recordings.length),
      bound: looksPassed === 0 ? "rule of three" : "measured",
    },
  };
}

/**
 * The lowest threshold that no look at anybody else comes near, never below `LEAST_THRESHOLD`; with few looks at others
 * never below the one in force either. None if nobody else was measured, or if the people could not come in with it.
 *
 * @param inForce the threshold of the configuration
 */
export function propose(measured: Measured, inForce: number): Proposal {
  const others = measured.others.flatMap(({ similarities }) => similarities);
  const own = measured.own.flatMap(({ similarities }) => similarities);
  if (others.length === 0) {
    return none("nobody else was measured: give the recordings of at least two people, or a folder _others");
  }
  if (own.length === 0) {
    return none(
      "nobody has two recordings that show the face well: a person is compared with their own others",
    );
  }
  const nearest = others.reduce((most, similarity) => Math.max(most, similarity), -1);
  const clear = Math.ceil((nearest + CLEARANCE) / STEP - 1e-9) * STEP;
  const few = others.length < ENOUGH_LOOKS;
  const threshold = Number(Math.max(LEAST_THRESHOLD, few ? inForce : 0, clear).toFixed(2));
  const rates = ratesAt(threshold, measured);
  if (threshold > MOST_THRESHOLD || rates.ownPassed < LEAST_OWN) {
    return none(
      `the nearest look at somebody else is at ${nearest.toFixed(2)}, and only ${percent(rates.ownPassed)} of the people's ` +
        `own looks reach ${threshold.toFixed(2)}: these recordings do not tell the people apart`,
    );
  }
  return {
    kind: "threshold",
    rates,
    why: reason({ nearest, isNear: threshold <= clear + STEP / 2, few, count: others.length }),
  };
}

function reason(found: { nearest: number; isNear: boolean; few: boolean; count: number }): string {
  const { nearest, isNear, few, count } = found;
  const where = `the nearest look at somebody else is at ${nearest.toFixed(2)}`;
  if (isNear) return where;
  if (few) return `${where}, but ${count} looks at others are too few to go below the threshold in force`;
  return `${where}, and less than ${LEAST_THRESHOLD} is never proposed`;
}

/** The thresholds of the table that is shown. */
export const TABLE = [0.4, 0.45, 0.5, 0.55, 0.58, 0.6, 0.65, 0.7] as const;

/** Where none of `count` passed, the rate is at most three by `count` with 95 % confidence; never above 1. */
function rate(passed: number, count: number): number {
  if (count === 0) return 1;
  return passed === 0 ? Math.min(1, 3 / count) : passed / count;
}

function none(why: string): Proposal {
  return { kind: "none", why };
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)} %`;
}
