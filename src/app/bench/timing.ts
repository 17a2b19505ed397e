/** Reads both clocks, ms: the one on the wall, and the processor time of this process. */
export type Stopwatch = () => { readonly wallMs: number; readonly cpuMs: number };

/** How long something takes. */
export interface Timing {
  /** By the clock on the wall. */
  readonly medianMs: number;
  readonly p95Ms: number;
  /** Median of processor time. */
  readonly cpuMs: number;
}

export interface TimingOptions {
  readonly stopwatch: Stopwatch;
  readonly rounds: number;
  readonly signal: AbortSignal;
}

/** Rounds that do not count: code is compiled, caches fill. */
const WARM_UP = 5;

/** Runs everything in turn, so that other work on the machine hits all of it. Rejects if the signal aborts. */
export async function timeInTurn<Name extends string>(
  runs: Readonly<Record<Name, () => Promise<unknown>>>,
  { stopwatch, rounds, signal }: TimingOptions,
): Promise<Record<Name, Timing>> {
  const names = Object.keys(runs) as Name[];
  const taken = new Map(names.map((name) => [name, { wall: new Array<number>(), cpu: new Array<number>() }]));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [name, times] of taken) {
      signal.throwIfAborted();
      const before = stopwatch();
      await runs[name]();
      const after = stopwatch();
      if (round < 0) continue;
      times.wall.push(after.wallMs - before.wallMs);
      times.cpu.push(after.cpuMs - before.cpuMs);
    }
  }
  const timings = names.map((name) => [name, summary(taken.get(name) ?? { wall: [], cpu: [] })]);
  return Object.fromEntries(timings) as Record<Name, Timing>;
}

function summary({ wall, cpu }: { wall: readonly number[]; cpu: readonly number[] }): Timing {
  return { medianMs: quantile(wall, 0.5), p95Ms: quantile(wall, 0.95), cpuMs: quantile(cpu, 0.5) };
}

function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
