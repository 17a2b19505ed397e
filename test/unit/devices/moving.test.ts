import { expect, it } from "vitest";
import { LockStand } from "../../fakes/lock-stand.ts";

it("says for which request the bolt is moving, there and back", async () => {
  const stand = new LockStand();
  await stand.unlock("r1", 5_000);
  stand.door.report("UNLOCKING");
  await stand.clock.advanceSettled(5_010);
  stand.door.report("LOCKING");
  await stand.clock.advanceSettled(1_000);
  const moves = stand.all("device.changed").map(({ state, by }) => `${state} ${String(by)}`);
  expect(moves).toEqual(["UNLOCKING r1", "UNLOCKED r1", "LOCKING r1", "LOCKED r1"]);
});

it("says each movement once, however often the lock repeats it", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  stand.door.report("UNLOCKING");
  stand.door.report("UNLOCKING");
  expect(stand.all("device.changed")).toHaveLength(1);
});

it("blames nobody for a bolt that moves by hand", async () => {
  const stand = new LockStand();
  stand.door.report("LOCKED");
  stand.door.report("UNLOCKING");
  stand.door.report("UNLOCKED");
  stand.door.report("LOCKING");
  expect(stand.all("device.changed").map(({ by }) => by)).toEqual([null, null, null, null]);
});
