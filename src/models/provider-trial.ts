/**
 * How far an output may be from the CPU's, by the largest value of the CPU's. Graphics processors round otherwise and stay
 * below a thousandth; at this limit a landmark moves by a third of a pixel of the crop and a score by 0.005.
 */
const TOLERANCE = 0.005;

/** What a provider did in its trial, beside the CPU. */
export interface TrialResult {
  /** Largest difference of an output from the CPU's, by the largest value of that output; see `largestDifference`. */
  readonly difference: number;
  /** Wall-clock ms of each run, taken in turn. */
  readonly providerMs: readonly number[];
  readonly cpuMs: readonly number[];
}

export type TrialVerdict =
  | { readonly passed: true }
  | {
      readonly passed: false;
      readonly code: "PROVIDER_RESULTS_DIFFER" | "PROVIDER_SLOWER";
      readonly why: string;
    };

/** Whether a provider may run a model: as the CPU does, and not slower. */
export function judgeTrial({ difference, providerMs, cpuMs }: TrialResult): TrialVerdict {
  // Written so that NaN fails too.
  if (!(difference <= TOLERANCE)) {
    const percent = Number.isFinite(difference) ? `by ${(100 * difference).toPrecision(2)} %` : "altogether";
    return {
      passed: false,
      code: "PROVIDER_RESULTS_DIFFER",
      why: `its results differ from the CPU's ${percent}`,
    };
  }
  const [provider, cpu] = [median(providerMs), median(cpuMs)];
  if (!(provider <= cpu)) {
    const why = `it takes ${provider.toFixed(1)} ms where the CPU takes ${cpu.toFixed(1)} ms`;
    return { passed: false, code: "PROVIDER_SLOWER", why };
  }
  return { passed: true };
}

/**
 * The largest difference between outputs of the same names, each by the largest absolute value of the expected one; infinite
 * if one is missing, has another length or is not finite.
 */
export function largestDifference(
  expected: Readonly<Record<string, Float32Array>>,
  got: Readonly<Record<string, Float32Array>>,
): number {
  let largest = 0;
  for (const [name, values] of Object.entries(expected)) {
    const others = got[name];
    if (others?.length !== values.length) return Infinity;
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    for (const [i, value] of values.entries()) {
      const difference = Math.abs(value - (others[i] ?? Number.NaN)) / scale;
      if (!Number.isFinite(difference)) return Infinity;
      largest = Math.max(largest, difference);
    }
  }
  return largest;
}

/** What a model takes, for a trial. */
export interface TrialInput {
  readonly shape: readonly number[];
  /** Limits of its values. */
  readonly low: number;
  readonly high: number;
}

/** The same input each time: slow waves, as a picture has, and fine noise, within the limits. */
export function trialValues({ shape, low, high }: TrialInput): Float32Array {
  let state = 1;
  const length = shape.reduce((product, side) => product * side, 1);
  return Float32Array.from({ length }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    const part = 0.5 + 0.3 * Math.sin(i / 37) + 0.2 * ((2 * state) / 2_147_483_647 - 1);
    return low + part * (high - low);
  });
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
