import { beforeEach, expect, test } from "vitest";
import { CelLanguage } from "../../../../../src/adapters/cel/cel-language.ts";
import { DeviceSet } from "../../../../../src/app/brain/device-set.ts";
import type { GatehouseConfig } from "../../../../../src/config/schema/gatehouse.ts";
import { Lock } from "../../../../../src/devices/lock.ts";
import type { Debt } from "../../../../../src/guard/ports.ts";
import { check } from "../../../../fakes/checked-house.ts";
import { drafts } from "../../../../fakes/event-drafts.ts";
import { COMMAND_TOPIC, CONTACT_TOPIC, STATE_TOPIC } from "../../../../fakes/fake-door.ts";
import { BOOT } from "../../../../fakes/guard-world.ts";
import { LockStand } from "../../../../fakes/lock-stand.ts";
import { settled } from "../../../../fakes/manual-clock.ts";

let stand: LockStand;
let listening: string[];
let set: DeviceSet;

beforeEach(() => {
  stand = new LockStand();
  listening = [];
  set = new DeviceSet(stand.parts, {
    language: new CelLanguage(),
    subscribe: (topic) => {
      listening.push(topic);
      return () => void listening.splice(listening.indexOf(topic), 1);
    },
  });
  stand.door.onMessage = (message) => {
    for (const device of set.devices.values()) device.onMessage(message);
  };
});

const LAMP = "  lamp: { type: switch, command: { topic: lamp/set }, state: { topic: lamp/state } }\n";
const lock = (more = ""): string =>
  `  front_door_lock:\n    type: lock\n    state: { topic: "${STATE_TOPIC}", value: payload.state }\n` +
  `    command: { topic: "${COMMAND_TOPIC}" }\n${more}`;

async function configOf(devices: string, more = ""): Promise<GatehouseConfig> {
  const result = await check({ config: `node: a\nmqtt: embedded\ndevices:\n${devices}${more}` });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result.config;
}

/** The front door was opened 2 s ago and is to be locked in 8 s. */
async function owe(): Promise<Debt> {
  const { at, t } = stand.clock.now();
  const debt = {
    device: "front_door_lock",
    request: "r1",
    sinceT: t - 2_000,
    dueT: t + 8_000,
    dueAt: at + 8_000,
    boot: BOOT,
  };
  await stand.journal.commit({ allowed: drafts.allowed("r1"), spends: [], debt });
  return debt;
}

/** After a restart an unlock may still arrive; the debt is settled only when that time is over. */
const UNTIL_SURE_MS = 90_000;

/** Lets time pass until the reload is through. */
async function during(reload: Promise<void>, ms = 10_000): Promise<void> {
  await stand.clock.advanceSettled(ms);
  await reload;
}

test("a device whose lines are the same is left alone", async () => {
  await set.apply(await configOf(lock() + LAMP));
  const before = new Map(set.devices);
  await set.apply(await configOf(LAMP + lock(), "modes: { home: {}, night: {} }\n"));
  expect([...set.devices.keys()].sort()).toEqual(["front_door_lock", "lamp"]);
  for (const [name, device] of before) expect(set.devices.get(name)).toBe(device);
  expect(stand.door.sent).toEqual([]);
});

test("a changed device is another one; its neighbours are not", async () => {
  await set.apply(await configOf(lock() + LAMP));
  const before = new Map(set.devices);
  await during(set.apply(await configOf(lock("    max_unlocked: 60s\n") + LAMP)));
  expect(set.devices.get("front_door_lock")).not.toBe(before.get("front_door_lock"));
  expect(set.devices.get("lamp")).toBe(before.get("lamp"));
});

test("topics are listened to as long as a device reports on them", async () => {
  await set.apply(await configOf(lock(`    contact: { topic: "${CONTACT_TOPIC}" }\n`) + LAMP));
  expect(listening.toSorted()).toEqual(["lamp/state", STATE_TOPIC, CONTACT_TOPIC].toSorted());
  await during(set.apply(await configOf(lock())));
  expect(listening).toEqual([STATE_TOPIC]);
});

test("a lock that changes locks its door first, while it still hears the answer", async () => {
  await set.apply(await configOf(lock()));
  set.restoreDebts([await owe()]);
  stand.door.bolt = "UNLOCKED";
  await during(set.apply(await configOf(lock("    max_unlocked: 60s\n"))), 2_000);
  expect(stand.door.commands).toEqual(["LOCK"]);
  expect(stand.door.bolt).toBe("LOCKED");
  await stand.clock.advanceSettled(UNTIL_SURE_MS);
  expect(await stand.journal.debts()).toEqual([]);
});

test("a lock that is taken away locks its door first", async () => {
  await set.apply(await configOf(lock() + LAMP));
  set.restoreDebts([await owe()]);
  stand.door.bolt = "UNLOCKED";
  await during(set.apply(await configOf(LAMP)), 2_000);
  expect(stand.door.bolt).toBe("LOCKED");
  expect([...set.devices.keys()]).toEqual(["lamp"]);
});

test("what the lock of before could not pay is owed by the new one, until the lock answers", async () => {
  await set.apply(await configOf(lock()));
  set.restoreDebts([await owe()]);
  stand.door.bolt = "UNLOCKED";
  stand.door.faults.deaf = true;
  await during(set.apply(await configOf(lock("    max_unlocked: 60s\n"))), 5_000);
  const now = set.devices.get("front_door_lock");
  expect(now instanceof Lock && now.debt?.request).toBe("r1");
  stand.door.faults.deaf = false;
  await stand.clock.advanceSettled(15_000);
  expect(stand.door.bolt).toBe("LOCKED");
  await stand.clock.advanceSettled(UNTIL_SURE_MS);
  expect(await stand.journal.debts()).toEqual([]);
});

test("a lock that comes with a debt of before pays it; debts of what is no lock are given back", async () => {
  const debt = await owe();
  stand.door.bolt = "UNLOCKED";
  await set.apply(await configOf(lock() + LAMP));
  expect(
    set.restoreDebts([
      { ...debt, device: "lamp" },
      { ...debt, device: "shed" },
    ]),
  ).toMatchObject([{ device: "lamp" }, { device: "shed" }]);
  await stand.clock.advanceSettled(10_000);
  expect(stand.door.bolt).toBe("LOCKED");
});

test("a device that comes while there is no connection waits for it", async () => {
  stand.door.disconnect();
  await owe();
  stand.door.bolt = "UNLOCKED";
  await set.apply(await configOf(lock()));
  await stand.clock.advanceSettled(20_000);
  expect(stand.door.commands).toEqual([]);
  stand.door.connect();
  for (const device of set.devices.values()) device.onBroker(stand.clock.now().t);
  await stand.clock.advanceSettled(5_000);
  expect(stand.door.bolt).toBe("LOCKED");
});

test("notifiers are those of the configuration", async () => {
  await set.apply(await configOf(LAMP, "notifiers: { phone: { mqtt: home/phone } }\n"));
  const notifiers = set.notifiers;
  await set.apply(await configOf(LAMP, "notifiers: { tablet: { mqtt: home/tablet } }\n"));
  await notifiers.get("tablet")?.notify("Hello");
  await settled();
  expect([...notifiers.keys()]).toEqual(["tablet"]);
  expect(stand.door.sent).toMatchObject([{ topic: "home/tablet", payload: "Hello" }]);
});
