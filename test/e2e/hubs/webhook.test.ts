import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { gatehouse } from "../door.ts";

const RULES = `
rules:
  - id: night
    triggers: [{ trigger: webhook, hook: bedside }]
    conditions: ['trigger.json.light == "off"']
    actions: [{ action: mode, set: night }, { action: device, unlock: door }]
`;

let house: House;
let daemon: Daemon;
let hub: Hub;
let port: number;

beforeAll(async () => {
  const broker = await freePort();
  port = await freePort();
  house = await House.build({
    "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(broker)} } }
state_dir: state
modes: { home: {}, night: {} }
webhooks: { port: ${String(port)}, hooks: { bedside: { token: !file token } } }
devices:
  door:
    type: lock
    state: { topic: door }
    command: { topic: door/set }
    relock_after: 5s
    guard: { unlock: [{ by: hub }] }
`,
    token: "a-token-of-some-length\n",
    "rules/rules.yaml": RULES,
  });
  daemon = new Daemon(house);
  hub = await Hub.connect(broker, "test");
  await until(
    () => (hub.messages.some(({ topic }) => topic === "gatehouse/test/status") ? true : undefined),
    { what: "online" },
  );
  await new Promise((resolve) => setTimeout(resolve, 2_200));
}, 60_000);

afterAll(async () => {
  await daemon.stop();
  await hub.close();
  await house.remove();
});

const call = async (token: string): Promise<number> => {
  const address = `http://127.0.0.1:${String(port)}/hooks/bedside`;
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(address, { method: "POST", headers, body: '{"light":"off"}' })).status;
};

it("triggers rules for who knows the token, opens nothing, and stays in the journal", async () => {
  expect(await call("a-token-of-another-kind")).toBe(401);
  expect(await call("a-token-of-some-length")).toBe(202);
  expect(await hub.event("mode.changed")).toMatchObject({ to: "night" });
  // The policy takes a hub's own message; a webhook is none.
  expect(await hub.event("request.denied")).toMatchObject({ device: "door", code: "NOT_BY_HUB" });
  expect(hub.messages.filter(({ topic }) => topic === "door/set")).toEqual([]);
  expect(hub.events.filter(({ name }) => name === "webhook.called")).toEqual([]);
  const told = await gatehouse(house, ["events", "--name", "webhook.called"]);
  expect(told).toContain('bedside: {"light":"off"}');
  expect(daemon.log + told).not.toContain("a-token-of-some-length");
}, 30_000);
