import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { gatehouse } from "../door.ts";

const RULES = `
rules:
  - id: while-it-is-away
    triggers: [{ trigger: mqtt, topic: home/go }]
    actions:
      - wait: 15s
      - { action: mode, set: night }
      - { action: notify, message: A stranger is at the door }
      - { action: mqtt, topic: home/bell, payload: ring }
      - { action: device, turn_on: lamp }
      - { action: device, lock: door }
`;
const configuration = (port: number): string => `
node: test
mqtt: { url: "mqtt://127.0.0.1:${String(port)}" }
state_dir: state
devices:
  lamp: { type: switch, command: { topic: home/lamp } }
  door:
    type: lock
    state: { topic: home/door, value: payload.state }
    command: { topic: home/door/set }
    relock_after: 5s
    guard: { unlock: [{ by: hub }] }
modes: { home: {}, night: {} }
outputs: { allow: [home/bell] }
notifiers: { phone: { mqtt: home/phone } }
`;

describe.skipIf(!mosquittoInstalled)("a broker that is away for a minute", () => {
  let broker: Mosquitto;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;
  const last = (topic: string): string | undefined =>
    hub.messages.findLast((message) => message.topic === topic)?.payload;

  beforeAll(async () => {
    broker = await startMosquitto();
    house = await House.build({
      "gatehouse.yaml": configuration(broker.port),
      "rules/rules.yaml": RULES,
    });
    daemon = new Daemon(house);
    hub = await Hub.connect(broker.port, "test");
    await until(() => (last("gatehouse/test/status") === "online" ? true : undefined), { what: "online" });
  }, 60_000);

  afterAll(async () => {
    await daemon.stop();
    await hub.close();
    await broker.stop();
    await house.remove();
  });

  it("is told late what people want to know, and no command", async () => {
    await hub.client.publishAsync("home/go", "");
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    await broker.kill();
    await hub.close();
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    await broker.start();
    hub = await Hub.connect(broker.port, "test");
    await until(() => last("home/phone"), { what: "the notification", withinMs: 30_000 });
    expect(last("home/phone")).toBe("A stranger is at the door (1 min ago; the broker was away)");
    await until(() => (last("gatehouse/test/mode") === "night" ? true : undefined), { what: "the mode" });
    expect(last("gatehouse/test/status")).toBe("online");
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const topics = hub.messages.map(({ topic }) => topic);
    expect(topics).not.toContain("home/bell");
    expect(topics).not.toContain("home/lamp");
    // What was never unlocked is owed no lock, so that this one is not sent late either.
    expect(topics).not.toContain("home/door/set");
    const events = (await gatehouse(house, ["events", "--json"]))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { name: string; device?: string; why?: string });
    const failed = events.flatMap(({ name, device }) => (name === "device.failed" ? [device] : []));
    expect(failed).toEqual(expect.arrayContaining(["mqtt", "lamp"]));
    expect(events.filter(({ name }) => name === "broker.lost")).toHaveLength(1);
    expect(events.filter(({ name }) => name === "broker.recovered")).toHaveLength(1);
  }, 180_000);
});
