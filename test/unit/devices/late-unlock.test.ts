import { expect, it } from "vitest";
import { LockStand } from "../../fakes/lock-stand.ts";

/** An unlock that was given up, whose lock was answered, and that may arrive yet. */
async function givenUp(arrivesAfterMs: number | null): Promise<LockStand> {
  const stand = new LockStand();
  stand.door.faults.wireExpires = true;
  stand.door.faults.expiredArrivesAfterMs = arrivesAfterMs;
  await stand.unlock("r1");
  await stand.clock.advanceSettled(3_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
  expect(stand.lock.debt).toBeNull();
  return stand;
}

it("locks once more on reconnect: the lock may have opened late while nobody could hear it", async () => {
  const stand = await givenUp(8_000);
  stand.disconnect();
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.bolt).toBe("UNLOCKED");
  stand.connect();
  await stand.clock.advanceSettled(2_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK", "LOCK"]);
  expect(stand.door.bolt).toBe("LOCKED");
});

it("does not take the minute in which it may arrive for over while there is no connection", async () => {
  const stand = await givenUp(8_000);
  stand.disconnect();
  await stand.clock.advanceSettled(300_000);
  expect(await stand.journal.debts()).toHaveLength(1);
  stand.connect();
  await stand.clock.advanceSettled(2_000);
  expect(stand.door.bolt).toBe("LOCKED");
  await stand.clock.advanceSettled(61_000);
  expect(await stand.journal.debts()).toEqual([]);
});

it("sends nothing more on reconnect when the minute was over before", async () => {
  const stand = await givenUp(null);
  await stand.clock.advanceSettled(61_000);
  stand.disconnect();
  stand.connect();
  await stand.clock.advanceSettled(5_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
});

it("locks at once where an earlier unlock arrives after a later one was answered, and was locked again", async () => {
  const stand = await givenUp(30_000);
  stand.door.faults.wireExpires = false;
  await stand.unlock("r2");
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK", "UNLOCK", "LOCK"]);
  expect(await stand.journal.debts()).toHaveLength(1);
  await stand.clock.advanceSettled(15_000);
  expect(stand.door.commands.slice(4)).toEqual(["LOCK"]);
  expect(stand.door.bolt).toBe("LOCKED");
  await stand.clock.advanceSettled(61_000);
  expect(await stand.journal.debts()).toEqual([]);
});
