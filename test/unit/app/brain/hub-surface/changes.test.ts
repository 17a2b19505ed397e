import { beforeEach, expect, test } from "vitest";
import { HubSurface } from "../../../../../src/app/brain/hub-surface.ts";
import type { CheckedConfiguration } from "../../../../../src/app/check-configuration.ts";
import type { Device } from "../../../../../src/devices/device.ts";
import type { Action, Requester } from "../../../../../src/events/action.ts";
import type { EventDraft } from "../../../../../src/events/catalogue.ts";
import type { GuardInput } from "../../../../../src/guard/observe.ts";
import { silentLogger } from "../../../../../src/runtime/logger.ts";
import { check } from "../../../../fakes/checked-house.ts";
import { drafts, stamped } from "../../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../../fakes/manual-clock.ts";
import { MemoryHub } from "../../../../fakes/memory-hub.ts";

let clock: ManualClock;
let hub: MemoryHub;
let home: MemoryHub;
let emitted: EventDraft[];
let asked: { action: Action; by: Requester }[];
let learnt: GuardInput[];
let reloads: string[];
let surface: HubSurface;

const make = (connection: MemoryHub | null, instance = "run-1"): HubSurface =>
  new HubSurface({
    clock,
    scheduler: clock,
    random: () => 0.5,
    logger: silentLogger,
    connection,
    instance,
    kernel: { emit: (...all) => void emitted.push(...all) },
    request: (action, by) => asked.push({ action, by }),
    gatekeeper: { observe: (input) => void learnt.push(input) },
    sensors: { picture: () => Promise.resolve(null) },
    links: { to: () => null },
    machine: { freeBytes: 1e9, celsius: null },
    reload: (why) => reloads.push(why),
  });

beforeEach(() => {
  clock = new ManualClock();
  hub = new MemoryHub(undefined, () => clock.now());
  home = new MemoryHub(hub.broker, () => clock.now());
  emitted = [];
  asked = [];
  learnt = [];
  reloads = [];
  home.up();
  surface = make(hub);
});

const rule = (id: string): string =>
  `  - { id: ${id}, triggers: [{ trigger: mqtt, topic: go }], actions: [{ wait: 1s }] }\n`;

async function house(
  options: { devices?: string; rules?: string; cameras?: string } = {},
): Promise<CheckedConfiguration> {
  const { devices = "lamp", rules = "", cameras = "porch" } = options;
  const lines = devices
    .split(" ")
    .map((name) => `  ${name}: { type: switch, command: { topic: ${name}/set } }\n`);
  const config =
    `node: front\nmqtt: embedded\ncameras: { ${cameras}: { source: "rtsp://camera/1" } }\n` +
    `modes: { home: {}, night: {} }\ndevices:\n${lines.join("")}`;
  const result = await check({ config, rules: `rules:${rules === "" ? " []" : `\n${rules}`}` });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join("\n"));
  return result;
}

const now = (...devices: readonly string[]) => ({
  mode: "home",
  lockdown: false,
  rulesOff: [],
  devices: new Map(devices.map((name) => [name, {} as Device])),
});

function retained(topic: string): string | undefined {
  const payload = hub.broker.retained.get(`gatehouse/front/${topic}`)?.payload;
  return payload === undefined ? undefined : Buffer.from(payload).toString();
}

test("what is known already is published when the connection comes", async () => {
  surface.onEvent(stamped(drafts.changed("lamp", "ON"), 1));
  surface.apply(await house(), now("lamp"));
  expect(retained("mode")).toBeUndefined();
  hub.up();
  expect([retained("status"), retained("mode"), retained("device/lamp")]).toEqual(["online", "home", "ON"]);
});

test("events reach the hub", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  surface.onEvent(stamped(drafts.mode("home", "night"), 1));
  expect(retained("mode")).toBe("night");
});

test("a wish of the hub becomes a request in its name", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  home.tryPublish("gatehouse/front/device/lamp/set", "on", { retain: false });
  expect(asked).toEqual([
    {
      action: { kind: "device", device: "lamp", command: "on" },
      by: { kind: "hub", topic: "gatehouse/front/device/lamp/set" },
    },
  ]);
});

test("a wish that cannot be is journalled with its reason, and asks for nothing", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  home.tryPublish("gatehouse/front/mode/set", "party", { retain: false });
  expect(asked).toEqual([]);
  expect(emitted).toMatchObject([
    { name: "hub.requested", topic: "gatehouse/front/mode/set", request: null },
  ]);
});

test("after a reload what is new can be asked for and what is gone is forgotten", async () => {
  surface.apply(await house({ rules: rule("one") }), now("lamp"));
  hub.up();
  surface.onEvent(stamped(drafts.changed("lamp", "ON"), 1));
  expect([retained("rule/one"), retained("device/lamp")]).toEqual(["ON", "ON"]);
  surface.apply(await house({ devices: "siren", rules: rule("two"), cameras: "yard" }), now("siren"));
  expect([retained("rule/one"), retained("device/lamp"), retained("camera/porch/status")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect([retained("rule/two"), retained("camera/yard/status")]).toEqual(["ON", "offline"]);
  home.tryPublish("gatehouse/front/device/siren/set", "on", { retain: false });
  expect(asked).toMatchObject([{ action: { device: "siren" } }]);
});

test("a reload that changes nothing of it publishes nothing", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  const before = hub.published.length;
  surface.apply(await house(), now("lamp"));
  expect(hub.published).toHaveLength(before);
});

test("the first connection is no news; a loss is, and so is the return", () => {
  surface.onBroker(true, "connected");
  expect(emitted).toEqual([]);
  surface.onBroker(false, "the connection was closed");
  surface.onBroker(true, "connected");
  expect(emitted).toMatchObject([
    { name: "broker.lost", why: "the connection was closed" },
    { name: "broker.recovered", why: "connected" },
  ]);
});

test("a broker that was never reached is a loss too", () => {
  surface.onBroker(false, "connection refused");
  surface.onBroker(true, "connected");
  expect(emitted.map(({ name }) => name)).toEqual(["broker.lost", "broker.recovered"]);
});

test("another daemon of the same name is told to the guard", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  const twin = new MemoryHub(hub.broker, () => clock.now());
  make(twin, "run-2").apply(await house(), now("lamp"));
  twin.up();
  clock.advance(30_000);
  expect(learnt).toContainEqual({ kind: "twin", instance: "run-2" });
});

test("it says offline when it stops, and is silent afterwards", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  surface.stop();
  expect(retained("status")).toBe("offline");
  surface.onEvent(stamped(drafts.mode("home", "night"), 1));
  expect(retained("mode")).toBe("home");
});

test("without a broker nothing is needed of it", async () => {
  const none = make(null);
  none.apply(await house(), now("lamp"));
  none.onEvent(stamped(drafts.mode("home", "night"), 1));
  none.stop();
  expect(hub.published).toEqual([]);
});

test("the hub has the configuration read again by a button, and sees how the machine does", async () => {
  surface.apply(await house(), now("lamp"));
  hub.up();
  home.tryPublish("gatehouse/front/reload/set", "PRESS", { retain: false });
  home.tryPublish("gatehouse/front/reload/set", "x", { retain: false });
  expect(reloads).toEqual(["asked for over MQTT"]);
  expect(emitted).toMatchObject([{ name: "hub.requested", topic: "gatehouse/front/reload/set" }]);
  expect(retained("machine")).toBe('{"disk_free":1000000000,"temperature":null}');
  surface.onMachine({ freeBytes: null, celsius: 61.25 });
  expect(retained("machine")).toBe('{"disk_free":null,"temperature":61.3}');
});
