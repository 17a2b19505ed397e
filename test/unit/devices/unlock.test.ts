import { expect, it } from "vitest";
import type { SendOptions } from "../../../src/devices/ports.ts";
import { LockStand } from "../../fakes/lock-stand.ts";
import { settled } from "../../fakes/manual-clock.ts";

it("opens, hears the lock's own answer, locks after the time, and is done when the lock says so", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.clock.advanceSettled(9_999);
  expect(stand.door.commands).toEqual(["UNLOCK"]);
  expect(stand.names("r1")).toEqual([
    "request.allowed",
    "device.commanded",
    "device.changed",
    "request.completed",
  ]);
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
  expect(stand.door.bolt).toBe("LOCKED");
  expect(stand.lock.debt).toBeNull();
  expect(await stand.journal.debts()).toEqual([]);
  expect(stand.names("r1").slice(4)).toEqual(["device.commanded", "device.changed"]);
  expect(stand.clock.pending).toBe(0);
});

it("has written the decision, the spent evidence and the debt down before anything is sent", async () => {
  const stand = new LockStand();
  let atSending: unknown = null;
  const send = stand.door.send.bind(stand.door);
  stand.door.send = async (...message) => {
    atSending = [
      await stand.journal.debts(),
      await stand.journal.recentSpends(),
      stand.journal.all.map((event) => event.name),
    ];
    return send(...message);
  };
  await stand.unlock("r1");
  expect(atSending).toMatchObject([[{ request: "r1" }], [{ person: "Ana" }], ["request.allowed"]]);
});

it("denies and sends nothing if it cannot be written down", async () => {
  const stand = new LockStand();
  stand.journal.failure = new Error("disk full");
  await stand.unlock("r1");
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.sent).toEqual([]);
  expect(stand.all("request.denied")).toMatchObject([{ code: "STORE_FAILED", request: "r1" }]);
});

it("sends nothing when the person has gone while it was written down, and owes nothing", async () => {
  const stand = new LockStand();
  stand.standing = { ok: false, code: "NOT_IN_VIEW", reason: "Ana is not in view any more." };
  await stand.unlock("r1");
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.sent).toEqual([]);
  expect(stand.all("request.expired")).toMatchObject([
    { reason: "Nothing was sent. Ana is not in view any more." },
  ]);
  expect(await stand.journal.debts()).toEqual([]);
});

it("withdraws an unlock that the broker does not answer for, and locks", async () => {
  const stand = new LockStand();
  stand.door.faults.wireExpires = true;
  await stand.unlock("r1");
  await stand.clock.advanceSettled(2_500);
  expect(stand.door.commands).toEqual(["UNLOCK", "LOCK"]);
  expect(stand.names("r1")).toEqual(expect.arrayContaining(["request.allowed", "request.expired"]));
  expect(stand.names("r1")).not.toContain("request.completed");
  expect(stand.all("device.commanded")[0]).toMatchObject({ command: "unlock", deliveryMs: null });
});

it("locks again at once when a withdrawn unlock opens the door after all", async () => {
  const stand = new LockStand();
  stand.door.faults.wireExpires = true;
  stand.door.faults.expiredArrivesAfterMs = 20_000;
  await stand.unlock("r1");
  await stand.clock.advanceSettled(19_000);
  expect(stand.door.bolt).toBe("LOCKED");
  expect(await stand.journal.debts()).toMatchObject([{ request: "r1" }]);
  await stand.clock.advanceSettled(2_000);
  expect(stand.door.movements.at(-1)).toMatchObject({ to: "LOCKED" });
  expect(stand.all("device.failed")[0]?.why).toContain("opened late");
  await stand.clock.advanceSettled(70_000);
  expect(await stand.journal.debts()).toEqual([]);
});

it("does not wait for a wire that never answers", async () => {
  const stand = new LockStand();
  stand.door.send = () => new Promise(() => undefined);
  await stand.unlock("r1");
  await stand.clock.advanceSettled(4_000);
  expect(stand.names("r1")).toContain("request.expired");
  expect(stand.door.commands).toEqual(["LOCK"]);
});

it("takes a wire that throws for an expired delivery", async () => {
  const stand = new LockStand();
  stand.door.send = () => Promise.reject(new Error("boom"));
  await stand.unlock("r1");
  expect(stand.all("request.expired")[0]?.reason).toContain("boom");
});

it("says so when the lock never reports UNLOCKED, and still locks", async () => {
  const stand = new LockStand();
  stand.door.faults.deaf = true;
  await stand.unlock("r1", 20_000);
  await stand.clock.advanceSettled(10_000);
  expect(stand.all("device.failed")).toMatchObject([{ by: "r1" }]);
  expect(stand.names("r1")).not.toContain("request.completed");
  expect(stand.lock.debt).not.toBeNull();
});

it("takes no stored UNLOCKED for the lock's answer", async () => {
  const stand = new LockStand();
  stand.door.faults.deaf = true;
  await stand.unlock("r1");
  stand.door.report("UNLOCKED", { retained: true });
  await settled();
  expect(stand.names("r1")).not.toContain("request.completed");
});

it("opens once at a time", async () => {
  const stand = new LockStand();
  await stand.unlock("r1");
  await stand.unlock("r2");
  expect(stand.all("request.denied")).toMatchObject([{ request: "r2", code: "DEVICE_BUSY" }]);
  expect(stand.door.commands).toEqual(["UNLOCK"]);
});

it("does not open without evidence, whoever hands it the decision", async () => {
  const stand = new LockStand();
  const decision = { ...stand.allowed("r1"), guarded: false };
  await stand.lock.run({ ...(await stand.unlock("warm-up")), id: "r1" }, decision);
  const other = new LockStand();
  const asked = await stand.unlock("unused");
  await other.lock.run({ ...asked, id: "r2" }, { ...other.allowed("r2"), debt: null });
  await other.lock.run({ ...asked, id: "r3" }, { ...other.allowed("r3"), guarded: false });
  expect(other.door.sent).toEqual([]);
  expect(other.all("request.denied").map((event) => event.code)).toEqual(["GUARD_ERROR", "GUARD_ERROR"]);
});

it("does not send an unlock during whose writing somebody asked for the lock", async () => {
  const stand = new LockStand();
  const commit = stand.journal.commit.bind(stand.journal);
  stand.journal.commit = async (authorisation) => {
    await stand.lockNow("r2");
    return commit(authorisation);
  };
  await stand.unlock("r1");
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.commands).toEqual(["LOCK"]);
  expect(stand.names("r1")).toEqual(["request.allowed", "request.expired"]);
  expect(stand.names("r2")).toContain("request.completed");
});

it("asks again when its turn on the wire comes: whether the evidence holds, and whether it was withdrawn", async () => {
  const stand = new LockStand();
  let obstacle: SendOptions["obstacle"];
  stand.door.send = (_topic, _payload, options) => {
    obstacle = options.obstacle;
    return new Promise(() => undefined);
  };
  await stand.unlock("r1");
  expect(obstacle?.()).toBeNull();
  stand.standing = { ok: false, code: "NOT_IN_VIEW", reason: "Ana has gone." };
  expect(obstacle?.()).toBe("Ana has gone.");
  stand.standing = { ok: true };
  await stand.lockNow("r2");
  expect(obstacle?.()).toContain("asked for the door to be locked");
});
