import { beforeEach, expect, it } from "vitest";
import { MqttNotifier } from "../../../src/devices/mqtt-notifier.ts";
import type { Logger } from "../../../src/runtime/logger.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { ManualClock, settled } from "../../fakes/manual-clock.ts";

const HOUR_MS = 3_600_000;

let clock: ManualClock;
let connected: boolean;
/** The broker refuses the message with this number. */
let refuses: number | null;
let sent: string[];
let warned: unknown[];

beforeEach(() => {
  clock = new ManualClock({ at: 0, t: 0 });
  connected = true;
  refuses = null;
  sent = [];
  warned = [];
});

function notifier(keepMs = HOUR_MS, format: "text" | "json" = "text"): MqttNotifier {
  const logger: Logger = { ...silentLogger, warn: (_, facts) => void warned.push(facts) };
  const transport = {
    connectedSinceT: () => (connected ? 0 : null),
    publish: (topic: string, payload: string): Promise<void> => {
      if (!connected || refuses === sent.length) return Promise.reject(new Error("not connected"));
      sent.push(`${topic}: ${payload}`);
      return Promise.resolve();
    },
  };
  return new MqttNotifier({ topic: "phone", format, keepMs, transport, clock, logger });
}

async function back(one: MqttNotifier): Promise<void> {
  connected = true;
  one.onBroker(0);
  await settled();
}

it("sends a link in a line of its own, or beside the message", async () => {
  await notifier().notify("A stranger", "http://gate/see/a");
  await notifier(HOUR_MS, "json").notify("A stranger", "http://gate/see/a");
  await notifier(HOUR_MS, "json").notify("A stranger");
  expect(sent).toEqual([
    "phone: A stranger\nhttp://gate/see/a",
    'phone: {"message":"A stranger","link":"http://gate/see/a"}',
    'phone: {"message":"A stranger"}',
  ]);
});

it("tells at once while the broker is there", async () => {
  expect(await notifier().notify("A stranger")).toBe("told");
  expect(sent).toEqual(["phone: A stranger"]);
});

it("tells later what could not be told, in its order, and how long ago it was", async () => {
  const one = notifier();
  connected = false;
  expect(await one.notify("A stranger")).toBe("kept");
  clock.advance(12 * 60_000);
  expect(await one.notify("The door was opened")).toBe("kept");
  clock.advance(20_000);
  await back(one);
  expect(sent).toEqual([
    "phone: A stranger (12 min ago; the broker was away)",
    "phone: The door was opened (less than a minute ago; the broker was away)",
  ]);
  await back(one);
  expect(sent).toHaveLength(2);
});

it("drops what is older than it may be, and says so", async () => {
  const one = notifier();
  connected = false;
  await one.notify("Too old");
  clock.advance(HOUR_MS + 1);
  await one.notify("New");
  await back(one);
  expect(sent).toEqual(["phone: New (less than a minute ago; the broker was away)"]);
  expect(warned).toEqual([{ topic: "phone", count: 1 }]);
});

it("keeps the newest when too many wait for a day", async () => {
  const one = notifier(24 * HOUR_MS);
  connected = false;
  for (let i = 0; i < 1_000; i += 1) {
    await one.notify(`Event ${i}`);
    clock.advance(60_000);
  }
  await back(one);
  expect(sent).toHaveLength(32);
  expect(sent[0]).toContain("Event 968 ");
  expect(sent.at(-1)).toContain("Event 999 ");
  expect(warned).toEqual([{ topic: "phone", count: 968 }]);
});

it("goes on with the rest at the next return if the broker goes in between", async () => {
  const one = notifier();
  connected = false;
  for (const name of ["A", "B", "C"]) await one.notify(name);
  refuses = 1;
  await back(one);
  expect(sent).toHaveLength(1);
  refuses = null;
  await back(one);
  expect(sent.map((text) => text.slice(0, 8))).toEqual(["phone: A", "phone: B", "phone: C"]);
});

it("fails where nothing may wait", async () => {
  connected = false;
  await expect(notifier(0).notify("A stranger")).rejects.toThrow("not connected");
});
