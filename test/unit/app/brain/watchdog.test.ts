import { expect, test } from "vitest";
import { Watchdog } from "../../../../src/app/brain/watchdog.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

interface Stand {
  readonly clock: ManualClock;
  readonly watchdog: Watchdog;
  fed: number;
  check: () => Promise<void>;
}

function stand(everyMs: number | null = 10_000): Stand {
  const clock = new ManualClock();
  const one: Stand = {
    clock,
    fed: 0,
    check: () => Promise.resolve(),
    watchdog: new Watchdog({
      clock,
      scheduler: clock,
      logger: silentLogger,
      everyMs,
      check: () => one.check(),
      feed: () => (one.fed += 1),
    }),
  };
  one.watchdog.start();
  return one;
}

test("a brain that answers is fed at each turn", async () => {
  const one = stand();
  await one.clock.advanceSettled(35_000);
  expect(one.fed).toBe(3);
});

test("a brain that hangs is not fed", async () => {
  const one = stand();
  one.check = () => new Promise(() => undefined);
  await one.clock.advanceSettled(35_000);
  expect(one.fed).toBe(0);
});

test("a brain whose check fails is not fed, and is fed again when it recovers", async () => {
  const one = stand();
  one.check = () => Promise.reject(new Error("the journal does not answer"));
  await one.clock.advanceSettled(20_000);
  expect(one.fed).toBe(0);
  one.check = () => Promise.resolve();
  await one.clock.advanceSettled(10_000);
  expect(one.fed).toBe(1);
});

test("nothing is checked where nobody watches, and nothing after the stop", async () => {
  expect(stand(null).clock.pending).toBe(0);
  const one = stand();
  one.watchdog.stop();
  await one.clock.advanceSettled(60_000);
  expect(one.fed).toBe(0);
});
