import { beforeEach, describe, expect, it } from "vitest";
import type { Action } from "../../../../src/events/action.ts";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { createMqttSurface, type MqttSurface } from "../../../../src/surfaces/mqtt/surface.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";
import { exampleEvents } from "../../../fakes/example-events.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { MemoryBroker, MemoryHub } from "../../../fakes/memory-hub.ts";

const DISCOVERY = "homeassistant/device/gatehouse_front/config";

describe("the MQTT surface", () => {
  let clock: ManualClock;
  let broker: MemoryBroker;
  let hub: MemoryHub;
  let home: MemoryHub;
  let surface: MqttSurface;
  let requests: { action: Action; topic: string }[];
  let problems: string[];
  let others: (readonly string[])[];

  const make = (on: MemoryHub, instance: string): MqttSurface =>
    createMqttSurface({
      hub: on,
      clock,
      scheduler: clock,
      logger: silentLogger,
      node: "front",
      instance,
      version: "1",
      inventory,
      initial: { mode: "home", devices: { front_door_lock: "LOCKED", porch_light: null } },
      discoveryPrefix: "homeassistant",
      onRequest: (action, topic) => requests.push({ action, topic }),
      onProblem: (topic, problem) => problems.push(`${topic}: ${problem}`),
      onOtherInstances: (names) => others.push(names),
      picture: async () => Uint8Array.from([0xff, 0xd8]),
    });
  const retained = (topic: string): string | undefined => {
    const value = broker.retained.get(topic)?.payload;
    return value === undefined ? undefined : Buffer.from(value).toString();
  };
  const ask = (topic: string, payload: string, retain = false): boolean =>
    home.tryPublish(`gatehouse/front/${topic}`, payload, { retain });
  const discoveries = (): number => hub.published.filter((message) => message.topic === DISCOVERY).length;

  beforeEach(() => {
    clock = new ManualClock();
    broker = new MemoryBroker();
    hub = new MemoryHub(broker, () => clock.now());
    home = new MemoryHub(broker, () => clock.now());
    home.up();
    requests = [];
    problems = [];
    others = [];
    surface = make(hub, "one");
  });

  it("publishes its states, retained, as soon as there is a connection", () => {
    expect(hub.published).toEqual([]);
    hub.up();
    expect(retained("gatehouse/front/status")).toBe("online");
    expect(retained("gatehouse/front/mode")).toBe("home");
    expect(retained("gatehouse/front/device/front_door_lock")).toBe("LOCKED");
    expect(retained("gatehouse/front/device/porch_light")).toBeUndefined();
    expect(retained("gatehouse/front/camera/garden/person_count")).toBe("0");
    expect(retained(DISCOVERY)).toContain('"components"');
  });

  it("shows a stranger from the look that says so until nobody of them is in view", () => {
    hub.up();
    const topic = "gatehouse/front/camera/front_door/stranger";
    const shown: (string | undefined)[] = [retained(topic)];
    for (const draft of [drafts.unknown(), drafts.left(), drafts.unknown(), drafts.recognized("anna")]) {
      surface.onEvent(stamped(draft, shown.length));
      shown.push(retained(topic));
    }
    expect(shown).toEqual(["OFF", "ON", "OFF", "ON", "OFF"]);
  });

  it("publishes after an outage what has changed in it, once, and no event of it", () => {
    hub.up();
    hub.down();
    surface.onEvent(stamped(drafts.mode("home", "away"), 1));
    surface.onEvent(stamped(drafts.mode("away", "sentry"), 2));
    const before = hub.published.length;
    hub.up();
    const later = hub.published.slice(before);
    expect(later.filter((message) => message.topic === "gatehouse/front/mode")).toEqual([
      { topic: "gatehouse/front/mode", payload: "sentry", retain: true },
    ]);
    expect(later.filter((message) => message.topic.startsWith("gatehouse/front/event"))).toEqual([]);
  });

  it("turns a command into a request", () => {
    hub.up();
    ask("device/front_door_lock/set", "UNLOCK");
    expect(requests).toEqual([
      {
        action: { kind: "device", device: "front_door_lock", command: "unlock" },
        topic: "gatehouse/front/device/front_door_lock/set",
      },
    ]);
  });

  it("never takes a retained command, neither live nor stored", () => {
    ask("mode/set", "sentry", true);
    hub.up();
    ask("device/front_door_lock/set", "UNLOCK", true);
    expect(requests).toEqual([]);
    expect(problems).toHaveLength(2);
    expect(problems[1]).toContain("A retained message is never taken as a command");
  });

  it("answers what it cannot do on the error topic", () => {
    hub.up();
    const answers: string[] = [];
    home.subscribe("gatehouse/front/error", (message) =>
      answers.push(Buffer.from(message.payload).toString()),
    );
    ask("mode/set", "party");
    expect(JSON.parse(answers[0] ?? "")).toMatchObject({
      topic: "gatehouse/front/mode/set",
      problem: 'There is no mode "party"; there are home, away, sentry.',
    });
  });

  it("tells which rules are on, and remembers one that is taken away and comes back", () => {
    hub.up();
    const topic = "gatehouse/front/rule/open-for-family";
    expect(retained(topic)).toBe("ON");
    surface.onEvent(stamped(drafts.switched("open-for-family", false), 1));
    expect(retained(topic)).toBe("OFF");
    surface.setInventory({ ...inventory, rules: [] });
    expect(retained(topic)).toBeUndefined();
    surface.setInventory(inventory);
    expect(retained(topic)).toBe("OFF");
    surface.onEvent(stamped(drafts.switched("open-for-family", true), 2));
    expect(retained(topic)).toBe("ON");
  });

  it("takes ten commands a second, drops the others and complains little", () => {
    hub.up();
    for (let index = 0; index < 50; index++) ask("say/set", "hello");
    expect(requests).toHaveLength(10);
    expect(problems).toHaveLength(2);
    clock.advance(1_000);
    ask("say/set", "again");
    expect(requests).toHaveLength(11);
  });

  it("refuses a command that is too long", () => {
    hub.up();
    ask("say/set", "x".repeat(5_000));
    expect(requests).toEqual([]);
    expect(problems[0]).toContain("too long");
  });

  it("introduces itself again when the hub has started, but not at every shout", () => {
    hub.up();
    const before = discoveries();
    home.tryPublish("homeassistant/status", "online", { retain: false });
    home.tryPublish("homeassistant/status", "online", { retain: false });
    home.tryPublish("homeassistant/status", "offline", { retain: false });
    expect(discoveries()).toBe(before + 1);
    clock.advance(5_000);
    home.tryPublish("homeassistant/status", "online", { retain: false });
    expect(discoveries()).toBe(before + 2);
  });

  it("is online again at once when somebody else's will says offline", () => {
    hub.up();
    home.tryPublish("gatehouse/front/status", "offline", { retain: true });
    expect(retained("gatehouse/front/status")).toBe("online");
  });

  it("shows the picture of the last face", async () => {
    hub.up();
    const media = [{ kind: "picture" as const, path: "media/a.jpg" }];
    surface.onEvent(stamped(drafts.recognized("anna", { media }), 1));
    await clock.advanceSettled(0);
    expect(broker.retained.get("gatehouse/front/camera/front_door/last_face")?.payload).toEqual(
      Uint8Array.from([0xff, 0xd8]),
    );
  });

  it("shows a picture of the last clip", async () => {
    hub.up();
    const finished = exampleEvents.find(({ name }) => name === "recording.finished");
    const media = [{ kind: "picture", path: "media/clip.jpg" }];
    surface.onEvent({ ...finished, media } as GatehouseEvent);
    await clock.advanceSettled(0);
    expect(broker.retained.get("gatehouse/front/camera/front_door/last_clip")?.payload).toEqual(
      Uint8Array.from([0xff, 0xd8]),
    );
  });

  it("tells the hub of a camera that is gone and of one that is new, and keeps what the others show", () => {
    hub.up();
    const lost = stamped(drafts.recognized("anna"), 1);
    surface.onEvent({ ...lost, name: "sensor.recovered", sensor: "camera:garden", why: "" } as never);
    surface.setInventory({ ...inventory, cameras: ["garden", "cellar"], devices: [] });
    expect(retained("gatehouse/front/camera/front_door/status")).toBeUndefined();
    expect(retained("gatehouse/front/device/front_door_lock")).toBeUndefined();
    expect(retained("gatehouse/front/camera/garden/status")).toBe("online");
    expect(retained("gatehouse/front/camera/cellar/status")).toBe("offline");
    const { components } = JSON.parse(retained(DISCOVERY) ?? "") as {
      components: Record<string, Record<string, string>>;
    };
    expect(components["camera_front_door_presence"]).toEqual({ platform: "binary_sensor" });
    expect(components["device_front_door_lock"]).toEqual({ platform: "lock" });
    expect(components["camera_cellar_presence"]).toHaveProperty("unique_id");
    ask("camera/front_door/recording/set", "ON");
    expect(problems[0]).toContain("there are garden, cellar");
  });

  it("makes the broker forget, after an outage, what has gone in it", () => {
    hub.up();
    hub.down();
    surface.setInventory({ ...inventory, devices: [] });
    expect(retained("gatehouse/front/device/front_door_lock")).toBe("LOCKED");
    hub.up();
    expect(retained("gatehouse/front/device/front_door_lock")).toBeUndefined();
  });

  it("does not take its own earlier life for another instance", () => {
    hub.up();
    hub.down();
    hub.up();
    expect(others).toEqual([]);
  });

  it("says offline when it stops, and listens no more", () => {
    hub.up();
    surface.stop();
    surface.stop();
    expect(retained("gatehouse/front/status")).toBe("offline");
    ask("mode/set", "sentry");
    surface.onEvent(stamped(drafts.mode("home", "away"), 1));
    expect(requests).toEqual([]);
    expect(retained("gatehouse/front/mode")).toBe("home");
    expect(clock.pending).toBe(0);
  });
});
