/**
 * A constant-velocity Kalman filter of one coordinate (Kalman 1960). Boxes are followed by one such filter for each
 * coordinate: in SORT's model (Bewley et al. 2016) no coordinate depends on another one, so its matrices fall apart into
 * these blocks of two by two. The time between frames may vary: the noise of the process is that of a random acceleration
 * over the time that has really gone by.
 */
export interface Coordinate {
  readonly value: number;
  /** Change of the value a second. */
  readonly rate: number;
  /** Covariance of value and rate: of the value, of both, of the rate. */
  readonly variance: readonly [value: number, both: number, rate: number];
}

/** How a coordinate behaves; standard deviations in its own unit. */
export interface CoordinateNoise {
  /** Of a measured value. */
  readonly measured: number;
  /** Of the rate, before anything is known of it. */
  readonly rate: number;
  /** Of the acceleration, a second squared. */
  readonly acceleration: number;
}

/** The first measurement: nothing is known of its rate. */
export function firstSeen(value: number, noise: CoordinateNoise): Coordinate {
  return { value, rate: 0, variance: [noise.measured ** 2, 0, noise.rate ** 2] };
}

/** Where it will be after `seconds` without a measurement. */
export function predicted(
  { value, rate, variance: [v, both, r] }: Coordinate,
  seconds: number,
  noise: CoordinateNoise,
): Coordinate {
  const q = noise.acceleration ** 2;
  return {
    value: value + rate * seconds,
    rate,
    variance: [
      v + 2 * seconds * both + seconds ** 2 * r + (q * seconds ** 3) / 3,
      both + seconds * r + (q * seconds ** 2) / 2,
      r + q * seconds,
    ],
  };
}

/** A prediction after it was measured. */
export function corrected(
  { value, rate, variance: [v, both, r] }: Coordinate,
  measured: number,
  noise: CoordinateNoise,
): Coordinate {
  const spread = v + noise.measured ** 2;
  const [gain, rateGain] = [v / spread, both / spread];
  const surprise = measured - value;
  return {
    value: value + gain * surprise,
    rate: rate + rateGain * surprise,
    variance: [(1 - gain) * v, (1 - gain) * both, r - rateGain * both],
  };
}
