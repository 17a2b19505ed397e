/** `npm run verify` lets some tests go on for much longer than the suite does; what it wants comes by the environment. */
const isLong = process.env.GATEHOUSE_VERIFY !== undefined;

/** One measure in the suite, another in `npm run verify`. */
export function bounded<Value>(inSuite: Value, inVerify: Value): Value {
  return isLong ? inVerify : inSuite;
}

/** A number that whoever runs `npm run verify` may choose. */
export function chosen(name: "DEPTH" | "MINUTES" | "HISTORIES" | "KILLS", usual: number): number {
  const value = process.env[`GATEHOUSE_VERIFY_${name}`];
  return value === undefined ? usual : Number(value);
}

/** Says what was tried and held; `npm run verify` gathers these lines. */
export function tellVerified(line: string): void {
  console.log(`verified: ${line}`);
}

/** Long runs have no time limit of their own. */
export const LONG_TIMEOUT_MS = bounded(60_000, 24 * 3_600_000);
