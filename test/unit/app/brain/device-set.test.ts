import { beforeEach, expect, it } from "vitest";
import { CelLanguage } from "../../../../src/adapters/cel/cel-language.ts";
import { DeviceSet } from "../../../../src/app/brain/device-set.ts";
import type { GatehouseConfig } from "../../../../src/config/schema/gatehouse.ts";
import { Lock } from "../../../../src/devices/lock.ts";
import { check, HOUSE } from "../../../fakes/checked-house.ts";
import { COMMAND_TOPIC, STATE_TOPIC } from "../../../fakes/fake-door.ts";
import { request } from "../../../fakes/guard-world.ts";
import { LockStand } from "../../../fakes/lock-stand.ts";
import { settled } from "../../../fakes/manual-clock.ts";

const language = new CelLanguage();
const LOCKS = HOUSE.replaceAll("front_lock", "front_door_lock")
  .replace("lock/set", COMMAND_TOPIC)
  .replace("lock/state", `${STATE_TOPIC}, value: payload.state`);

let stand: LockStand;
let set: DeviceSet;
let subscribed: string[];

beforeEach(async () => {
  stand = new LockStand();
  subscribed = [];
  set = new DeviceSet(stand.parts, {
    language,
    subscribe: (topic) => {
      subscribed.push(topic);
      return () => void subscribed.splice(subscribed.indexOf(topic), 1);
    },
  });
  stand.door.onMessage = (message) => {
    if (!subscribed.includes(message.topic)) return;
    for (const device of set.devices.values()) device.onMessage(message);
  };
  await set.apply(await house(LOCKS));
});

async function house(config: string): Promise<GatehouseConfig> {
  const checked = await check({ config });
  if (!checked.ok) throw new Error(checked.problems.map(({ message }) => message).join("\n"));
  return checked.config;
}

const withoutLock = (): Promise<GatehouseConfig> =>
  house(LOCKS.replace(/ {2}front_door_lock:[^]*?(?= {2}lamp)/, ""));

async function unlock(id: string): Promise<void> {
  void set.devices.get("front_door_lock")?.run(request(undefined, { id }), stand.allowed(id));
  await settled();
}

it("locks a door whose lock is taken out of the configuration", async () => {
  await unlock("r1");
  await stand.clock.advanceSettled(1_000);
  expect(stand.door.bolt).toBe("UNLOCKED");
  void set.apply(await withoutLock());
  await stand.clock.advanceSettled(4_000);
  expect(stand.door.bolt).toBe("LOCKED");
  expect([...set.devices.keys()]).toEqual(["lamp"]);
  expect(subscribed).toEqual([]);
});

it("goes on locking a door whose lock was taken out while nobody could reach it, and opens it no more", async () => {
  await unlock("r1");
  await stand.clock.advanceSettled(1_000);
  stand.door.faults.deaf = true;
  void set.apply(await withoutLock());
  await stand.clock.advanceSettled(60_000);
  expect(stand.all("device.failed").map(({ why }) => why)).toContainEqual(
    expect.stringContaining("taken out of the configuration"),
  );
  await unlock("r2");
  expect(stand.all("request.denied")).toMatchObject([{ request: "r2", code: "STOPPING" }]);
  stand.door.faults.deaf = false;
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.bolt).toBe("LOCKED");
  // A late unlock is still watched for.
  await stand.clock.advanceSettled(60_000);
  expect(await stand.journal.debts()).toEqual([]);
});

it("opens again by a lock that was put back", async () => {
  await unlock("r1");
  stand.door.faults.deaf = true;
  void set.apply(await withoutLock());
  await stand.clock.advanceSettled(10_000);
  stand.door.faults.deaf = false;
  void set.apply(await house(LOCKS));
  await stand.clock.advanceSettled(10_000);
  expect(stand.door.bolt).toBe("LOCKED");
  await unlock("r2");
  await stand.clock.advanceSettled(1_000);
  expect(stand.all("request.completed")).toMatchObject([{ request: "r2" }]);
});

it("opens by none of the changed locks from the moment on at which the configuration changes", async () => {
  const two = LOCKS.replace(
    "  lamp:",
    `  back_lock:
    type: lock
    state: { topic: back/state }
    command: { topic: back/set }
    relock_after: 10s
  lamp:`,
  );
  await set.apply(await house(two));
  await unlock("r1");
  await stand.clock.advanceSettled(1_000);
  stand.door.faults.deaf = true;
  const back = set.devices.get("back_lock");
  // The first lock takes its time; the second one, of a real door until now, must not work meanwhile.
  void set.apply(await house(two.replaceAll("relock_after: 10s", "relock_after: 10s\n    simulated: true")));
  void back?.run(
    request({ kind: "device", device: "back_lock", command: "unlock" }, { id: "r2" }),
    stand.allowed("r2"),
  );
  await settled();
  expect(back).toBeInstanceOf(Lock);
  expect(stand.all("request.denied")).toMatchObject([{ request: "r2", code: "STOPPING" }]);
  expect(stand.door.sent.filter(({ topic }) => topic === "back/set")).toEqual([]);
});

it("says that a door may stand open when its lock was changed before it was locked", async () => {
  await unlock("r1");
  await stand.clock.advanceSettled(1_000);
  stand.door.faults.deaf = true;
  void set.apply(await house(LOCKS.replace("relock_after: 10s", "relock_after: 20s")));
  await stand.clock.advanceSettled(5_000);
  expect(stand.all("device.failed").map(({ why }) => why)).toContainEqual(
    expect.stringContaining("Its configuration was changed"),
  );
  stand.door.faults.deaf = false;
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.bolt).toBe("LOCKED");
  // A late unlock is still watched for.
  await stand.clock.advanceSettled(60_000);
  expect(await stand.journal.debts()).toEqual([]);
});
