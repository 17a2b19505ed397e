import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const COMMAND = "zigbee2mqtt/front_door_lock/set";
const STATE = "zigbee2mqtt/front_door_lock";
const SET = "gatehouse/test/device/front_door_lock/set";

const CONFIGURATION = (port: number): string => `
node: test
mqtt: { url: "mqtt://127.0.0.1:${String(port)}" }
state_dir: state
devices:
  front_door_lock:
    type: lock
    state: { topic: ${STATE}, value: payload.state }
    command: { topic: ${COMMAND} }
    relock_after: 5s
    guard: { unlock: [{ by: face, group: family, accepts: replay }] }
outputs: { allow: ["home/#"] }
`;

/** A rule whose topic and payload whoever publishes may choose. */
const RULES = `
rules:
  - id: echo
    triggers: [{ trigger: mqtt, topic: wish }]
    actions: [{ action: mqtt, topic: "home/{{ trigger.payload }}", payload: UNLOCK }]
  - id: open
    triggers: [{ trigger: mqtt, topic: ring }]
    actions: [{ action: device, unlock: front_door_lock }]
`;

describe.skipIf(!mosquittoInstalled)("somebody on the broker who may write what is not the lock's", () => {
  let broker: Mosquitto;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    broker = await startMosquitto();
    hub = await Hub.connect(broker.port, "test");
    for (const [topic, payload] of [
      [SET, "UNLOCK"],
      ["gatehouse/test/mode/set", "sentry"],
      [STATE, '{"state":"UNLOCKED"}'],
    ] as const) {
      await hub.client.publishAsync(topic, payload, { retain: true });
    }
    house = await House.build({
      "gatehouse.yaml": CONFIGURATION(broker.port),
      "rules/rules.yaml": RULES,
    });
    daemon = new Daemon(house);
    await until(
      () =>
        hub.messages.some(({ topic, payload }) => topic === "gatehouse/test/mode" && payload === "home") ||
        undefined,
      { what: "online" },
    );
    await new Promise((resolve) => setTimeout(resolve, 2_500));
  }, 60_000);

  afterAll(async () => {
    await daemon.stop();
    await hub.close();
    await broker.stop();
    await house.remove();
  });

  const denials = (): unknown[] =>
    hub.events.filter(({ name }) => name === "request.denied").map(({ code }) => code);

  it("opens nothing by stored commands: none of them is even a request", () => {
    expect(hub.events.filter(({ name }) => name === "request.made")).toEqual([]);
  });

  it("opens nothing by asking, by forged events, by forged states or by what a rule echoes", async () => {
    const face = JSON.stringify({ name: "face.recognized", person: "anna", group: "family", live: 1 });
    for (const [topic, payload] of [
      [SET, "UNLOCK"],
      ["gatehouse/test/event/face.recognized", face],
      ["gatehouse/test/event", face],
      [STATE, '{"state":"UNLOCKED"}'],
      [STATE, '{"state":"LOCKED"}'],
      ["ring", "x"],
      ["wish", "#"],
    ] as const) {
      await hub.client.publishAsync(topic, payload);
    }
    await until(() => denials().length >= 3 || undefined, { what: "denials" });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(denials()).toEqual(["NO_FACE", "NO_FACE", "TOPIC_INVALID"]);
    expect(hub.messages.filter(({ topic }) => topic === COMMAND)).toEqual([]);
    expect(hub.events.filter(({ name }) => name === "mode.changed")).toEqual([]);
  }, 30_000);

  it("shuts the door for everybody by pretending to be another daemon of its name, and no more", async () => {
    const twin = JSON.stringify({ instance: "somebody-else", state: "alive", at: 0 });
    await hub.client.publishAsync("gatehouse/test/instance", twin);
    await hub.client.publishAsync(SET, "UNLOCK");
    await hub.event("request.denied", { where: ({ code }) => code === "TWIN_INSTANCE" });
    expect(hub.messages.filter(({ topic }) => topic === COMMAND)).toEqual([]);
  }, 30_000);
});
