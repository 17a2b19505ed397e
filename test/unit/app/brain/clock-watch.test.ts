import { expect, it } from "vitest";
import { ClockWatch } from "../../../../src/app/brain/clock-watch.ts";
import type { GuardInput } from "../../../../src/guard/observe.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";

const untrusted = "the clock was not set by the network since this machine was started";

it("looks until the clock is set, and no longer", async () => {
  const clock = new ManualClock();
  const told: GuardInput[] = [];
  let looks = 0;
  let isSet = false;
  const isSynchronised = (): Promise<boolean> => {
    looks += 1;
    return looks === 1 ? Promise.reject(new Error("no")) : Promise.resolve(isSet);
  };
  const watch = await ClockWatch.open({ clock, scheduler: clock, isSynchronised });
  watch.follow((input) => told.push(input));
  clock.advance(15_000);
  await settled();
  isSet = true;
  clock.advance(15_000);
  await settled();
  clock.advance(600_000);
  await settled();
  expect(told).toEqual([
    { kind: "clock", untrusted },
    { kind: "clock", untrusted },
    { kind: "clock", untrusted: null },
  ]);
  expect([looks, clock.pending]).toEqual([3, 0]);
});

it("trusts what happens from the look on that found it set, and nothing captured before", async () => {
  const clock = new ManualClock();
  let isSet = false;
  const watch = await ClockWatch.open({
    ...{ clock, scheduler: clock },
    isSynchronised: () => Promise.resolve(isSet),
  });
  watch.follow(() => undefined);
  expect(watch.isTrusted(clock.now().t)).toBe(false);
  isSet = true;
  clock.advance(15_000);
  await settled();
  const { t } = clock.now();
  expect([t - 1, t, t + 1].map((moment) => watch.isTrusted(moment))).toEqual([false, true, true]);
});

it("trusts everything where the clock was set before the start", async () => {
  const clock = new ManualClock();
  const parts = { clock, scheduler: clock, isSynchronised: () => Promise.resolve(true) };
  const watch = await ClockWatch.open(parts);
  const told: GuardInput[] = [];
  watch.follow((input) => told.push(input));
  expect(watch.isTrusted(clock.now().t - 60_000)).toBe(true);
  expect(told).toEqual([{ kind: "clock", untrusted: null }]);
  expect(clock.pending).toBe(0);
});

it("tells nothing any more once it is stopped", async () => {
  const clock = new ManualClock();
  const told: GuardInput[] = [];
  const parts = { clock, scheduler: clock, isSynchronised: () => Promise.resolve(false) };
  const watch = await ClockWatch.open(parts);
  const stop = watch.follow((input) => told.push(input));
  clock.advance(15_000);
  stop();
  await settled();
  clock.advance(60_000);
  await settled();
  expect(told).toEqual([{ kind: "clock", untrusted }]);
});
