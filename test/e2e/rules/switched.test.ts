import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, GATEHOUSE, House, Hub, until } from "../daemon.ts";

const RULES = `
rules:
  - id: greet
    triggers: [{ trigger: mqtt, topic: home/bell }]
    actions: [{ action: mode, set: night }]
`;
const CODE = "{ leave: { guard: [{ by: code }] } }";

let port: number;
let house: House;
let daemon: Daemon;
let hub: Hub;

const start = async (): Promise<void> => {
  daemon = new Daemon(house);
  hub = await Hub.connect(port, "test");
  await retained("mode");
};
const retained = (topic: string, wanted?: string): Promise<string> =>
  until(
    () => {
      const last = hub.messages.findLast((message) => message.topic === `gatehouse/test/${topic}`)?.payload;
      return wanted === undefined || last === wanted ? last : undefined;
    },
    { what: `${topic} ${wanted ?? ""}` },
  );
const ask = (topic: string, payload: string) => hub.client.publishAsync(`gatehouse/test/${topic}`, payload);
const gatehouse = async (...words: string[]): Promise<string> => {
  const config = ["--config", house.path("gatehouse.yaml")];
  const run = promisify(execFile)(process.execPath, [GATEHOUSE, ...words, ...config]);
  return (await run).stdout;
};
const bell = async (): Promise<void> => {
  const heard = hub.events.length;
  await hub.client.publishAsync("home/bell", "ring");
  // What a rule asks for because of it would come before this answer.
  await ask("mode/set", "home");
  await until(
    () => (hub.events.slice(heard).some(({ name }) => name === "request.made") ? true : undefined),
    {
      what: "the request behind the bell",
    },
  );
};

beforeEach(async () => {
  port = await freePort();
  house = await House.build({
    "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
codes: { anna: { person: anna } }
modes: { home: {}, night: {}, sentry: ${CODE} }
`,
    "rules/rules.yaml": RULES,
  });
  await start();
}, 30_000);

afterEach(async () => {
  await hub.close();
  await daemon.stop();
  await house.remove();
});

it("does not run, also after a kill, and says why; the command line switches it on again", async () => {
  expect(await retained("rule/greet")).toBe("ON");
  await ask("rule/greet/set", "OFF");
  await retained("rule/greet", "OFF");
  expect(await hub.event("rule.switched")).toMatchObject({ rule: "greet", enabled: false });
  await daemon.stop("SIGKILL");
  await hub.close();
  await start();
  await retained("rule/greet", "OFF");
  await bell();
  expect(hub.events.filter(({ name }) => name === "mode.changed")).toEqual([]);
  expect(await gatehouse("why", "--not", "greet")).toMatch(/^greet is switched off since .*rule\/greet\/set/);
  await gatehouse("rules", "enable", "greet");
  await retained("rule/greet", "ON");
  await hub.client.publishAsync("home/bell", "ring");
  await retained("mode", "night");
}, 60_000);

it("is switched by the command line also while no daemon runs", async () => {
  await daemon.stop();
  await hub.close();
  await gatehouse("rules", "disable", "greet");
  await start();
  await retained("rule/greet", "OFF");
}, 60_000);

it("is not switched off by a message in a guarded mode", async () => {
  await ask("mode/set", "sentry");
  await retained("mode", "sentry");
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  await ask("rule/greet/set", "OFF");
  expect(await hub.event("request.denied")).toMatchObject({
    action: "switch rule greet off",
    code: "NO_CODE",
  });
  expect(await retained("rule/greet")).toBe("ON");
}, 60_000);
