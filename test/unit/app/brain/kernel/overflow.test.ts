import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, timer } from "../../../../fakes/kernel-stand.ts";

/** As many inputs as may wait. */
const LIMIT = 10_000;

test("drops the oldest inputs beyond its limit, counts them, and works off the newest", async () => {
  const { kernel, seen } = new KernelStand();
  for (let i = 0; i < LIMIT + 5; i += 1) kernel.emit(timer(`${i}`));
  expect(kernel.dropped).toBe(5);
  await kernel.probe();
  await settled();
  // The probe took a place too.
  expect(seen[0]).toBe("rules timer 6");
  expect(seen.at(-1)).toBe(`shown timer ${LIMIT + 4}`);
});
