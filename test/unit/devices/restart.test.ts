import { expect, it } from "vitest";
import type { Debt } from "../../../src/guard/ports.ts";
import { LockStand } from "../../fakes/lock-stand.ts";

function owed(stand: LockStand, changes: Partial<Debt> = {}): Debt {
  const { at, t } = stand.clock.now();
  return {
    device: "front_door_lock",
    request: "r1",
    sinceT: t - 4_000,
    dueT: t + 6_000,
    dueAt: at + 6_000,
    boot: "boot-1",
    ...changes,
  };
}

it("pays a debt of the same boot when it is due, and sends no unlock again", async () => {
  const stand = new LockStand();
  stand.lock.restore(owed(stand));
  await stand.clock.advanceSettled(5_999);
  expect(stand.door.sent).toEqual([]);
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["LOCK"]);
  expect(stand.lock.debt).toBeNull();
});

it("pays a debt of another boot at once: its times mean nothing any more", async () => {
  const stand = new LockStand();
  stand.lock.restore(owed(stand, { boot: "boot-0", dueT: 999_999_999 }));
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["LOCK"]);
});

it("pays a debt that is overdue as soon as the broker is there", async () => {
  const stand = new LockStand();
  stand.disconnect();
  stand.lock.restore(owed(stand, { dueT: 0 }));
  await stand.clock.advanceSettled(5_000);
  expect(stand.door.sent).toEqual([]);
  stand.connect();
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["LOCK"]);
});

it("stops only when what is owed is paid", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(1_000);
  let stopped = false;
  void stand.lock.stop(4_000).then(() => (stopped = true));
  await stand.clock.advanceSettled(200);
  expect(stopped).toBe(false);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
  await stand.clock.advanceSettled(200);
  expect(stopped).toBe(true);
  expect(stand.door.bolt).toBe("LOCKED");
  expect(stand.clock.pending).toBe(0);
});

it("stops at the latest after the given time, and leaves the debt written down", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(1_000);
  stand.door.faults.deaf = true;
  let stopped = false;
  void stand.lock.stop(4_000).then(() => (stopped = true));
  await stand.clock.advanceSettled(3_999);
  expect(stopped).toBe(false);
  await stand.clock.advanceSettled(1);
  expect(stopped).toBe(true);
  expect(await stand.journal.debts()).toMatchObject([{ request: "r1" }]);
  expect(stand.clock.pending).toBe(0);
});

it("stops at once when nothing is owed, and opens nothing afterwards", async () => {
  const stand = new LockStand();
  await stand.lock.stop(4_000);
  await stand.unlock("r1");
  await stand.clock.advanceSettled(5_000);
  expect(stand.all("request.denied")).toMatchObject([{ code: "STOPPING" }]);
  expect(stand.door.sent).toEqual([]);
});
