import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, gatehouse } from "../door.ts";

const RECORD = `
rules:
  - id: record-for-the-front
    triggers: [{ trigger: node, node: front, event: face.unknown }]
    actions: [{ action: record, camera: front_door, for: 3s }]
`;
const RULES_OF_THIRD = `
rules:
  - id: open
    triggers: [{ trigger: mqtt, topic: third/open }]
    actions: [{ action: device, unlock: third_lock }]
`;
const third = (port: number): string => `
node: front
mqtt: { url: "mqtt://127.0.0.1:${String(port)}" }
state_dir: state
devices:
  third_lock:
    type: lock
    state: { topic: third/lock, value: payload.state }
    command: { topic: third/lock/set }
    relock_after: 5s
    guard: { unlock: [{ by: hub }] }
`;

describe.skipIf(!mosquittoInstalled || !ffmpegInstalled)("several Gatehouses on one broker", () => {
  let broker: Mosquitto;
  let hub: Hub;
  const houses: House[] = [];
  const daemons: Daemon[] = [];

  const node = async (name: string, house: House): Promise<Daemon> => {
    const path = house.path("gatehouse.yaml");
    await house.write(
      "gatehouse.yaml",
      (await readFile(path, "utf8")).replace("node: test", `node: ${name}`),
    );
    houses.push(house);
    const daemon = new Daemon(house);
    daemons.push(daemon);
    await shown(name, "status", "online");
    return daemon;
  };
  const last = (topic: string): string | undefined =>
    hub.messages.findLast((message) => message.topic === topic)?.payload;
  const shown = (name: string, topic: string, wanted: string): Promise<true> =>
    until(() => last(`gatehouse/${name}/${topic}`) === wanted || undefined, {
      what: () => `${name} ${topic} ${wanted}; it is ${last(`gatehouse/${name}/${topic}`) ?? "unknown"}`,
      withinMs: 30_000,
    });
  const said = (name: string, event: string, withinMs: number) =>
    until(
      () => {
        const message = hub.messages.find(({ topic }) => topic === `gatehouse/${name}/event/${event}`);
        return message === undefined ? undefined : (JSON.parse(message.payload) as Record<string, unknown>);
      },
      { what: `${event} of ${name}`, withinMs },
    );

  beforeAll(async () => {
    broker = await startMosquitto();
    hub = await Hub.connect(broker.port, "front");
    const mqtt = (more: string): string => `{ url: "mqtt://127.0.0.1:${String(broker.port)}"${more} }`;
    const yard = await doorHouse({
      ...{
        mqtt: mqtt(", follow_mode: [front]"),
        visit: "family",
        loop: true,
        enrolled: false,
        rules: RECORD,
      },
    });
    await node("yard", yard);
    const front = await doorHouse({ mqtt: mqtt(""), visit: "stranger", rules: "rules: []\n" });
    await node("front", front);
  }, 180_000);

  afterAll(async () => {
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    await hub.close();
    await broker.stop();
    for (const house of houses) await house.remove();
  }, 60_000);

  it("a stranger at the first starts a recording at the second", async () => {
    await said("front", "face.unknown", 90_000);
    expect(await said("yard", "recording.started", 20_000)).toMatchObject({
      camera: "front_door",
      reason: "rule record-for-the-front after node.heard of mqtt",
    });
  }, 120_000);

  it("the second follows the mode of the first", async () => {
    await hub.client.publishAsync("gatehouse/front/mode/set", "sentry");
    await shown("front", "mode", "sentry");
    await shown("yard", "mode", "sentry");
    expect(await said("yard", "mode.changed", 5_000)).toMatchObject({ by: { kind: "node", node: "front" } });
  }, 60_000);

  it("a third of the first's name opens nothing, is silent, says why, and leaves the first alone", async () => {
    const house = await House.build({
      "gatehouse.yaml": third(broker.port),
      "rules/rules.yaml": RULES_OF_THIRD,
    });
    houses.push(house);
    const late = new Daemon(house);
    daemons.push(late);
    await until(() => late.log.includes("was there first") || undefined, {
      what: () => `the third's word: ${late.log}`,
      withinMs: 30_000,
    });
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    // What would open it if it had the name for itself.
    await hub.client.publishAsync("gatehouse/front/device/third_lock/set", "UNLOCK");
    await hub.client.publishAsync("third/open", "now");
    const denied = await until(async () => denialsOf(await gatehouse(house, ["events", "--json"])), {
      what: "the denial in the third's journal",
    });
    expect(denied).toMatchObject({ code: "TWIN_INSTANCE" });
    expect(hub.messages.filter(({ topic }) => topic === "third/lock/set")).toEqual([]);
    expect(await gatehouse(house, ["nodes"])).toMatch(/2 daemons are called front: the one that came later/);
    await shown("front", "mode", "sentry");
    expect(last("gatehouse/front/status")).toBe("online");
    expect(hub.events.filter(({ name }) => name === "broker.lost")).toEqual([]);
    // The first still answers, and is not kept from opening by the other one.
    await hub.client.publishAsync("gatehouse/front/device/front_door_lock/set", "UNLOCK");
    const refusal = await hub.event("request.denied", {
      where: ({ device }) => device === "front_door_lock",
    });
    expect(refusal["code"]).not.toBe("TWIN_INSTANCE");
  }, 120_000);
});

function denialsOf(lines: string): Record<string, unknown> | undefined {
  return lines
    .split("\n")
    .filter((line) => line.includes('"request.denied"'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)[0];
}
