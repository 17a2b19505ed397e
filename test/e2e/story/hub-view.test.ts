import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HomeAssistantDiscovery, homeAssistantTopic } from "../../fakes/home-assistant-schema.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

describe.skipIf(!mosquittoInstalled)("a home hub on Debian's mosquitto (needs mosquitto)", () => {
  let broker: Mosquitto;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    broker = await startMosquitto();
    house = await House.build({
      "gatehouse.yaml": `
node: test
mqtt: { url: "mqtt://127.0.0.1:${String(broker.port)}" }
state_dir: state
devices:
  porch_light: { type: switch, state: { topic: lamp }, command: { topic: lamp/set } }
modes: { home: {}, away: {}, night: {} }
`,
      "rules/rules.yaml": "rules: []\n",
    });
    hub = await Hub.connect(broker.port, "test");
    daemon = new Daemon(house);
    await status("online");
  }, 60_000);

  afterAll(async () => {
    await daemon.stop();
    await hub.close();
    await broker.stop();
    await house.remove();
  });

  it("is told what there is, as Home Assistant wants it", () => {
    const [message] = discoveries();
    expect(message?.topic).toMatch(homeAssistantTopic);
    const said = HomeAssistantDiscovery.parse(JSON.parse(message?.payload ?? ""));
    const platforms = Object.values(said.components).map(({ platform }) => platform);
    expect(platforms).toEqual(expect.arrayContaining(["select", "switch"]));
  });

  it("is answered when it asks for what cannot be", async () => {
    await hub.client.publishAsync("gatehouse/test/mode/set", "party");
    const answer = await heard("gatehouse/test/error");
    expect(answer.payload).toMatch(/party/);
    expect(answer.payload).toMatch(/home, away, night/);
    expect(answer.retained).toBe(false);
  });

  it("changes the mode", async () => {
    await hub.client.publishAsync("gatehouse/test/mode/set", "night");
    await until(() => latest("gatehouse/test/mode") === "night" || undefined, { what: "mode night" });
  });

  it("reads offline when the daemon is killed, and online with everything else when it is back", async () => {
    const told = discoveries().length;
    await daemon.stop("SIGKILL");
    await status("offline");
    // Kept by the broker while nobody is there to hear it: it must not be obeyed later.
    await hub.client.publishAsync("gatehouse/test/mode/set", "away", { qos: 1, retain: true });
    daemon = new Daemon(house);
    await status("online");
    await until(() => discoveries().length > told || undefined, { what: "discovery again" });
    // What comes after the retained message has been obeyed, so that one was refused before.
    await hub.client.publishAsync("gatehouse/test/mode/set", "home", { qos: 1 });
    await until(() => latest("gatehouse/test/mode") === "home" || undefined, { what: "mode home" });
    expect(hub.messages.filter(({ topic }) => topic === "gatehouse/test/mode")).not.toContainEqual(
      expect.objectContaining({ payload: "away" }),
    );
  }, 40_000);

  const discoveries = (): Hub["messages"] => hub.messages.filter(({ topic }) => topic.endsWith("/config"));
  const latest = (wanted: string): string | undefined =>
    hub.messages.findLast(({ topic }) => topic === wanted)?.payload;
  const status = (wanted: string): Promise<unknown> =>
    until(() => latest("gatehouse/test/status") === wanted || undefined, {
      what: `status ${wanted}`,
      withinMs: 20_000,
    });
  const heard = (wanted: string): Promise<Hub["messages"][number]> =>
    until(() => hub.messages.find(({ topic }) => topic === wanted), { what: `a message on ${wanted}` });
});
