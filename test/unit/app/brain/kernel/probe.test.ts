import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, timer } from "../../../../fakes/kernel-stand.ts";

test("answers a probe when everything before it has been worked off", async () => {
  const { kernel, seen } = new KernelStand();
  kernel.emit(timer("1"), timer("2"));
  void kernel.probe().then(() => seen.push("answered"));
  kernel.emit(timer("3"));
  await settled();
  expect(seen.indexOf("answered")).toBeGreaterThan(seen.indexOf("shown timer 2"));
  expect(seen.indexOf("answered")).toBeLessThan(seen.indexOf("rules timer 3") + 1);
});

test("answers no probe while an input is stuck", async () => {
  const stand = new KernelStand();
  stand.journal.append = () => new Promise(() => undefined);
  stand.kernel.emit(timer("stuck"));
  let isAnswered = false;
  void stand.kernel.probe().then(() => (isAnswered = true));
  await settled();
  expect(isAnswered).toBe(false);
});
