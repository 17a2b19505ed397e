import { expect, it } from "vitest";
import { MqttNotifier } from "../../../../src/devices/mqtt-notifier.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { createMqttSurface } from "../../../../src/surfaces/mqtt/surface.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";
import { ManualClock, settled } from "../../../fakes/manual-clock.ts";
import { MemoryHub } from "../../../fakes/memory-hub.ts";

const HOUR_MS = 3_600_000;
const BASE = "gatehouse/front";

it("a broker that was away for a day learns how things stand, the latest notifications, and nothing else", async () => {
  const clock = new ManualClock();
  const hub = new MemoryHub(undefined, () => clock.now());
  const surface = createMqttSurface({
    ...{ hub, clock, scheduler: clock, logger: silentLogger, node: "front", instance: "one", version: "1" },
    ...{ inventory, initial: { mode: "home", devices: {} }, discoveryPrefix: null },
    onRequest: () => undefined,
    onProblem: () => undefined,
  });
  let sinceT: number | null = clock.now().t;
  const transport = {
    connectedSinceT: () => sinceT,
    publish: (topic: string, payload: string) =>
      hub.tryPublish(topic, payload, { retain: false })
        ? Promise.resolve()
        : Promise.reject(new Error("there is no connection")),
  };
  const notifier = new MqttNotifier({
    ...{ topic: "home/phone", format: "text", keepMs: HOUR_MS, transport, clock, logger: silentLogger },
  });
  hub.up();

  hub.down();
  sinceT = null;
  for (let minute = 0; minute < 24 * 60; minute += 1) {
    const modes = ["home", "away"] as const;
    surface.onEvent(stamped(drafts.mode(modes[minute % 2] ?? "", modes[(minute + 1) % 2] ?? ""), minute));
    surface.onEvent(
      stamped(drafts.changed("front_door_lock", minute % 3 === 0 ? "UNLOCKED" : "LOCKED"), minute),
    );
    surface.onEvent(stamped(drafts.recognized(`guest${minute % 5}`), minute));
    if (minute % 10 === 0) await notifier.notify(`Somebody came in minute ${minute}`);
    clock.advance(60_000);
  }
  const before = hub.published.length;
  sinceT = clock.now().t;
  hub.up();
  notifier.onBroker(sinceT);
  await settled();

  const later = hub.published.slice(before).map(({ topic, payload, retain }) => ({
    ...{ topic, retain },
    text: Buffer.from(payload).toString(),
  }));
  const told = later.filter(({ topic }) => topic === "home/phone").map(({ text }) => text);
  expect(told.map((text) => text.replace(/Somebody came in minute (\d+) .*/, "$1"))).toEqual([
    ...["1380", "1390", "1400", "1410", "1420", "1430"],
  ]);
  expect(told[0]).toContain("(60 min ago; the broker was away)");
  // Each state once, retained; no event and no command of that day.
  const states = later.filter(({ topic }) => topic !== "home/phone");
  expect(new Set(states.map(({ topic }) => topic)).size).toBe(states.length);
  expect(states.every(({ retain }) => retain)).toBe(true);
  expect(states.filter(({ topic }) => topic.startsWith(`${BASE}/event`))).toEqual([]);
  expect(states).toContainEqual({ topic: `${BASE}/mode`, retain: true, text: "home" });
  expect(states).toContainEqual({ topic: `${BASE}/device/front_door_lock`, retain: true, text: "LOCKED" });
  expect(states.length).toBeLessThan(40);
});
