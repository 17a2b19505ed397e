import { expect, it } from "vitest";
import { LockStand } from "../../fakes/lock-stand.ts";

/** A door that was opened, and whose lock is due now. */
async function due(): Promise<LockStand> {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(9_000);
  return stand;
}

const locks = (stand: LockStand): number =>
  stand.door.commands.filter((command) => command === "LOCK").length;

it("repeats the lock command until the lock answers, first every 2 s, then every 10 s", async () => {
  const stand = await due();
  stand.door.faults.deaf = true;
  await stand.clock.advanceSettled(1_000);
  expect(locks(stand)).toBe(1);
  await stand.clock.advanceSettled(8_000);
  expect(locks(stand)).toBe(5);
  await stand.clock.advanceSettled(41_000);
  expect(locks(stand)).toBe(9);
  stand.door.faults.deaf = false;
  await stand.clock.advanceSettled(11_000);
  expect(stand.lock.debt).toBeNull();
  expect(await stand.journal.debts()).toEqual([]);
});

it("says loudly that the door may stand unlocked after three tries, and again rarely", async () => {
  const stand = await due();
  stand.door.faults.deaf = true;
  await stand.clock.advanceSettled(1_000 + 5_999);
  expect(stand.all("device.failed")).toEqual([]);
  await stand.clock.advanceSettled(1);
  expect(stand.all("device.failed")).toHaveLength(1);
  expect(stand.all("device.failed")[0]).toMatchObject({ device: "front_door_lock", by: "r1" });
  await stand.clock.advanceSettled(290_000);
  expect(stand.all("device.failed")).toHaveLength(1);
  await stand.clock.advanceSettled(600_000);
  expect(stand.all("device.failed")).toHaveLength(3);
});

it("is not paid by a stored LOCKED, nor by one before the lock command", async () => {
  const stand = await due();
  stand.door.faults.deaf = true;
  stand.door.report("LOCKED");
  expect(stand.lock.debt).not.toBeNull();
  await stand.clock.advanceSettled(1_500);
  stand.door.report("LOCKED", { retained: true });
  expect(stand.lock.debt).not.toBeNull();
  stand.door.report("LOCKED");
  expect(stand.lock.debt).toBeNull();
});

it("is not paid by LOCKING, JAMMED or UNLOCKED", async () => {
  const stand = await due();
  stand.door.faults.deaf = true;
  await stand.clock.advanceSettled(1_100);
  for (const state of ["LOCKING", "JAMMED", "UNLOCKED", "nonsense"]) stand.door.report(state);
  expect(stand.lock.debt).not.toBeNull();
});

it("says at once that the lock is jammed, and goes on", async () => {
  const stand = await due();
  stand.door.faults.jammed = true;
  await stand.clock.advanceSettled(5_000);
  expect(stand.all("device.failed").map((event) => event.why)).toEqual([
    "The lock is jammed; Gatehouse keeps trying.",
  ]);
  stand.door.faults.jammed = false;
  await stand.clock.advanceSettled(5_000);
  expect(stand.lock.debt).toBeNull();
});

it("locks on reconnect what was due while the broker was away, and says that it cannot be reached", async () => {
  const stand = await due();
  stand.disconnect();
  await stand.clock.advanceSettled(30_000);
  expect(locks(stand)).toBe(0);
  expect(stand.all("device.failed")).toHaveLength(1);
  expect(stand.all("device.failed")[0]?.why).toContain("no connection to the MQTT broker");
  stand.connect();
  await stand.clock.advanceSettled(1_000);
  expect(stand.lock.debt).toBeNull();
});

it("locks as soon as the door closes", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(2_000);
  stand.door.swing(true);
  await stand.clock.advanceSettled(1_000);
  stand.door.swing(false);
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.bolt).toBe("LOCKED");
  expect(stand.lock.debt).toBeNull();
});

it("throws no bolt into an open door: still owed, said, and locked when it closes", async () => {
  const stand = await due();
  stand.door.swing(true);
  await stand.clock.advanceSettled(60_000);
  expect(locks(stand)).toBe(0);
  expect(stand.all("device.failed").map((event) => event.why)).toEqual([
    "The door stands open, so it cannot be locked; it is locked as soon as it closes.",
  ]);
  stand.door.swing(false);
  await stand.clock.advanceSettled(1_000);
  expect(stand.lock.debt).toBeNull();
});

it("does not trust a stored report that the door is open", async () => {
  const stand = await due();
  stand.door.swing(true, { retained: true });
  await stand.clock.advanceSettled(2_000);
  expect(stand.lock.debt).toBeNull();
});

it("is not paid by a bolt thrown in an open door on somebody's request", async () => {
  const stand = await due();
  stand.door.swing(true);
  await stand.clock.advanceSettled(2_000);
  await stand.lockNow("r2");
  await stand.clock.advanceSettled(1_000);
  expect(stand.names("r2")).toContain("request.completed");
  expect(stand.lock.debt).not.toBeNull();
  stand.door.swing(false);
  await stand.clock.advanceSettled(1_000);
  expect(stand.lock.debt).toBeNull();
});

it("opens for longer when somebody else comes, but never for longer than is allowed in all", async () => {
  const stand = new LockStand({ maxUnlockedMs: 25_000 });
  const began = stand.clock.now().t;
  await stand.unlock("r1");
  await stand.clock.advanceSettled(8_000);
  await stand.unlock("r2");
  await stand.clock.advanceSettled(8_000);
  await stand.unlock("r3");
  expect(stand.lock.debt).toMatchObject({ request: "r3", sinceT: began, dueT: began + 25_000 });
  await stand.clock.advanceSettled(10_000);
  expect(stand.door.movements.map((moved) => moved.to)).toEqual([
    "UNLOCKED",
    "UNLOCKED",
    "UNLOCKED",
    "LOCKED",
  ]);
  expect(stand.door.movements.at(-1)!.t).toBeLessThanOrEqual(began + 25_100);
});

it("opens nothing more once that time is over and the lock has not answered", async () => {
  const stand = new LockStand({ maxUnlockedMs: 15_000 });
  await stand.unlock("r1");
  await stand.clock.advanceSettled(5_000);
  stand.door.faults.deaf = true;
  await stand.clock.advanceSettled(11_000);
  await stand.unlock("r2");
  expect(stand.all("request.denied")).toMatchObject([{ request: "r2", code: "MAX_UNLOCKED" }]);
});

it("keeps the earlier debt, at its earlier time, when a second unlock is not sent", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(5_000);
  const first = stand.lock.debt!;
  stand.standing = { ok: false, code: "NOT_IN_VIEW", reason: "gone" };
  await stand.unlock("r2");
  expect(stand.lock.debt).toMatchObject({ dueT: first.dueT, request: "r2" });
  await stand.clock.advanceSettled(6_000);
  expect(stand.door.bolt).toBe("LOCKED");
  expect(await stand.journal.debts()).toEqual([]);
});

it("locks on request without a journal, and answers who asked", async () => {
  const stand = new LockStand();
  stand.journal.failure = new Error("disk full");
  await stand.lockNow("r1");
  await stand.clock.advanceSettled(1_000);
  expect(stand.names("r1")).toEqual(["device.commanded", "device.changed", "request.completed"]);
});

it("gives a request to lock up after 30 s without an answer, and says so", async () => {
  const stand = new LockStand();
  stand.door.faults.deaf = true;
  await stand.lockNow("r1");
  await stand.clock.advanceSettled(31_000);
  expect(stand.names("r1").at(-1)).toBe("device.failed");
  const sent = stand.door.commands.length;
  await stand.clock.advanceSettled(60_000);
  expect(stand.door.commands).toHaveLength(sent);
});

it("rests between a request to lock that was given up and the debt that is due later", async () => {
  const stand = new LockStand();
  await stand.unlock("r1", 60_000);
  await stand.clock.advanceSettled(1_000);
  stand.door.faults.deaf = true;
  await stand.lockNow("r2");
  await stand.clock.advanceSettled(40_000);
  expect(stand.names("r2").at(-1)).toBe("device.failed");
  const sent = stand.door.commands.length;
  await stand.clock.advanceSettled(18_000);
  expect(stand.door.commands).toHaveLength(sent);
  await stand.clock.advanceSettled(2_000);
  expect(stand.door.commands).toHaveLength(sent + 1);
});

it("sends no flood of lock commands for a flood of requests", async () => {
  const stand = new LockStand();
  stand.door.faults.deaf = true;
  for (let n = 0; n < 200; n += 1) await stand.lockNow(`r${n}`);
  expect(stand.door.commands).toHaveLength(1);
  stand.door.faults.deaf = false;
  await stand.clock.advanceSettled(3_000);
  expect(stand.all("request.completed")).toHaveLength(64);
  expect(stand.all("request.expired")).toHaveLength(136);
});

it("says so when the door opens although it is locked", async () => {
  const stand = new LockStand();
  stand.door.report("LOCKED");
  stand.door.swing(false);
  stand.door.swing(true);
  expect(stand.all("device.failed")).toMatchObject([{ by: null }]);
  expect(stand.all("device.failed")[0]?.why).toContain("opened although the lock reports LOCKED");
});

it("locks on reconnect a door that was closed while there was no connection, by the contact's stored state", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  stand.door.swing(true);
  stand.disconnect();
  await stand.clock.advanceSettled(15_000);
  stand.connect();
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["UNLOCK"]);
  stand.door.swing(false, { retained: true });
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
  expect(stand.lock.debt).toBeNull();
});
