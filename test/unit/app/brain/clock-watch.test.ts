import { expect, it } from "vitest";
import { watchClock } from "../../../../src/app/brain/clock-watch.ts";
import type { GuardInput } from "../../../../src/guard/observe.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

it("looks until the clock is set, and no longer", async () => {
  const clock = new ManualClock();
  const told: GuardInput[] = [];
  let looks = 0;
  let isSet = false;
  watchClock({
    scheduler: clock,
    isSynchronised: () => (
      (looks += 1),
      looks === 1 ? Promise.reject(new Error("no")) : Promise.resolve(isSet)
    ),
    tell: (input) => told.push(input),
  });
  await settled();
  clock.advance(15_000);
  await settled();
  isSet = true;
  clock.advance(15_000);
  await settled();
  clock.advance(600_000);
  await settled();
  const untrusted = "the clock was not set by the network since this machine was started";
  expect(told).toEqual([
    { kind: "clock", untrusted },
    { kind: "clock", untrusted },
    { kind: "clock", untrusted: null },
  ]);
  expect([looks, clock.pending]).toEqual([3, 0]);
});

it("tells nothing any more once it is stopped", async () => {
  const clock = new ManualClock();
  const told: GuardInput[] = [];
  watchClock({
    scheduler: clock,
    isSynchronised: () => Promise.resolve(false),
    tell: (input) => told.push(input),
  })();
  await settled();
  clock.advance(60_000);
  expect(told).toEqual([]);
});
