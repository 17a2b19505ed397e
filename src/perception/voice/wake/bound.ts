/**
 * The rate that a Poisson process stays below with 95 % confidence after `events` in `hours`, an hour: exact (Garwood,
 * 1936). With no event it is three in the time that was looked at.
 */
export function upperBound95(events: number, hours: number): number {
  if (hours <= 0) return Infinity;
  let [low, high] = [0, 10 * (events + 5)];
  for (let i = 0; i < 100; i += 1) {
    const mean = (low + high) / 2;
    if (atMost(events, mean) > 0.05) low = mean;
    else high = mean;
  }
  return high / hours;
}

/** Probability of at most so many events, by Poisson's distribution. */
function atMost(events: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= events; k += 1) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}
