import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const RULES = `
rules:
  - id: close-at-night
    triggers: [{ trigger: mqtt, topic: home/night }]
    actions: [{ action: device, close: garage }]
  - id: open-by-message
    triggers: [{ trigger: mqtt, topic: home/come }]
    actions: [{ action: device, open: garage }]
`;
const COMMAND = "home/garage/command";
const STATES: Readonly<Record<string, string>> = { OPEN: "opening", CLOSE: "closing", STOP: "stopped" };

let house: House;
let daemon: Daemon;
let hub: Hub;

beforeAll(async () => {
  const port = await freePort();
  house = await House.build({
    "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
devices:
  garage:
    type: cover
    state: { topic: home/garage }
    command: { topic: ${COMMAND} }
    guard: { open: [{ by: hub }] }
`,
    "rules/rules.yaml": RULES,
  });
  daemon = new Daemon(house);
  hub = await Hub.connect(port, "test");
  hub.client.on("message", (topic, payload) => {
    if (topic === COMMAND) hub.client.publish("home/garage", STATES[payload.toString()] ?? "");
  });
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

const commands = (): string[] =>
  hub.messages.filter(({ topic }) => topic === COMMAND).map(({ payload }) => payload);
const ask = (command: string) => hub.client.publishAsync("gatehouse/test/device/garage/set", command);
const done = (action: string) =>
  hub.event("request.completed", { where: (event) => event["action"] === action });

it("opens by its policy, is closed by people, and by no rule where nothing sees who stands in the way", async () => {
  await hub.client.publishAsync("home/come", "");
  expect(await hub.event("request.denied")).toMatchObject({ device: "garage", code: "NOT_BY_HUB" });
  await ask("OPEN");
  expect(await done("open")).toMatchObject({ reason: "It reported OPENING." });
  await hub.client.publishAsync("home/night", "");
  expect(await hub.event("device.failed")).toMatchObject({
    device: "garage",
    why: expect.stringContaining("It closes only when a person asks for it") as string,
  });
  await ask("STOP");
  await done("stop");
  await ask("CLOSE");
  expect(await done("close")).toMatchObject({ reason: "It reported CLOSING." });
  expect(commands()).toEqual(["OPEN", "STOP", "CLOSE"]);
  expect(hub.messages.findLast(({ topic }) => topic === "gatehouse/test/device/garage")?.payload).toBe(
    "CLOSING",
  );
}, 60_000);

it("is left as it is when Gatehouse stops", async () => {
  await ask("OPEN");
  await until(() => (commands().length === 4 ? true : undefined), { what: "the opening" });
  await daemon.stop();
  expect(commands()).toEqual(["OPEN", "STOP", "CLOSE", "OPEN"]);
}, 60_000);
