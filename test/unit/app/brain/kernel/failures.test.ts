import { expect, test } from "vitest";
import { settled } from "../../../../fakes/manual-clock.ts";
import { KernelStand, timer, wish } from "../../../../fakes/kernel-stand.ts";

test("goes on after an input that failed", async () => {
  const stand = new KernelStand();
  stand.wanted = (event) => {
    if (event.name === "timer.fired" && event.which === "bad") throw new Error("a rule broke");
    return [];
  };
  stand.kernel.emit(timer("bad"));
  stand.kernel.emit(timer("good"));
  await settled();
  expect(stand.errors).toEqual(["a rule broke"]);
  expect(stand.seen).toEqual(["rules timer bad", "rules timer good", "shown timer good"]);
});

test("does what the rules want although a surface fails", async () => {
  const stand = new KernelStand();
  stand.observed = () => {
    throw new Error("the surface broke");
  };
  stand.wanted = (event) => (event.name === "timer.fired" ? [wish("lock it")] : []);
  stand.kernel.emit(timer("1"));
  await settled();
  expect(stand.seen).toContain("guard lock it");
  expect(stand.errors).toContain("the surface broke");
});

test("shows no event that could not be journalled", async () => {
  const stand = new KernelStand();
  stand.journal.failure = new Error("the disk is full");
  stand.kernel.emit(timer("lost"));
  await settled();
  stand.journal.failure = null;
  stand.kernel.emit(timer("kept"));
  await settled();
  expect(stand.seen).toEqual(["rules timer kept", "shown timer kept"]);
  expect(stand.errors).toEqual(["the disk is full"]);
});

test("puts a request to the guard although the journal is full: a door can always be locked", async () => {
  const stand = new KernelStand();
  stand.journal.failure = new Error("the disk is full");
  stand.kernel.request(
    wish("lock it", { action: { kind: "device", device: "front_door_lock", command: "lock" } }),
  );
  await settled();
  expect(stand.seen).toEqual(["guard lock it"]);
  expect(stand.errors).toEqual(["the disk is full"]);
});
