import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, GATEHOUSE, House, Hub, until } from "../daemon.ts";
import { DoorLock, gatehouse } from "../door.ts";

const CODE = "739201";
const FORCED = "739204";
const SET = "gatehouse/test/device/front_door_lock/set";

const configuration = (port: number): string => `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
codes: { anna: { person: anna }, help: { duress: { notify: phone } } }
lockdown: { ended_by: [anna] }
notifiers: { phone: { mqtt: test/phone } }
devices:
  front_door_lock:
    type: lock
    state: { topic: demo/front_door_lock, value: payload.state }
    command: { topic: demo/front_door_lock/set, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: 2s
    guard: { unlock: [{ by: code }] }
modes: { home: {} }
`;

let port: number;
let house: House;
let daemon: Daemon;
let hub: Hub;
let door: DoorLock;
let log = "";

beforeEach(async () => {
  port = await freePort();
  house = await House.build({ "gatehouse.yaml": configuration(port), "rules/rules.yaml": "rules: []\n" });
  await setCode("anna", CODE);
  await setCode("help", FORCED);
  await start();
}, 60_000);

afterEach(async () => {
  await hub.close();
  await daemon.stop();
  await house.remove();
});

/** As a person does at the command line. */
function setCode(name: string, code: string): Promise<void> {
  const words = [GATEHOUSE, "--config", house.path("gatehouse.yaml"), "code", "set", name];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, words, { cwd: house.directory }, (error) =>
      error === null ? resolve() : reject(new Error("the code was not set", { cause: error })),
    );
    child.stdin?.end(`${code}\n`);
  });
}

async function start(): Promise<void> {
  daemon = new Daemon(house);
  hub = await Hub.connect(port, "test");
  door = await DoorLock.join(hub);
  await until(
    () => (hub.messages.some(({ topic }) => topic === "gatehouse/test/status") ? true : undefined),
    {
      what: "the daemon's status",
    },
  );
  // Nothing is opened in the first two seconds of a connection.
  await new Promise((resolve) => setTimeout(resolve, 2_300));
}

/** Asks for the door with a code; resolves with what the guard said. */
async function ask(code: string): Promise<unknown> {
  const before = hub.events.length;
  await hub.client.publishAsync(SET, JSON.stringify({ command: "UNLOCK", code }));
  const answer = await until(
    () =>
      hub.events
        .slice(before)
        .find(({ name, action }) => action === "unlock" && /^request\.(allowed|denied)$/.test(name)),
    { what: "an answer" },
  );
  return answer["code"] ?? answer.name;
}

/** Every file of the house's state, as text. */
async function stateText(): Promise<string> {
  const folder = house.path("state");
  const names = await readdir(folder, { recursive: true });
  const texts = names.map((name) => readFile(join(folder, name), "latin1").catch(() => ""));
  return (await Promise.all(texts)).join("\n");
}

it("opens for the right code, counts wrong ones across a kill, and keeps none of them", async () => {
  expect(await ask("739202")).toBe("WRONG_CODE");
  expect(door.received).not.toContain("UNLOCK");
  expect(await ask(CODE)).toBe("request.allowed");
  await hub.event("request.completed", { where: ({ action }) => action === "unlock" });
  expect(door.received).toContain("UNLOCK");
  for (const wrong of ["111222", "333444", "555666"]) expect(await ask(wrong)).toBe("WRONG_CODE");
  await daemon.stop("SIGKILL");
  log += daemon.log;
  await hub.close();
  const heard = hub.messages;
  await start();
  expect(await ask(CODE)).toBe("CODE_REFUSED");
  expect(door.received).not.toContain("UNLOCK");
  const said = [...heard, ...hub.messages].filter(({ topic }) => topic !== SET);
  const everything = [log, daemon.log, JSON.stringify(said), await stateText()].join("\n");
  for (const code of [CODE, "739202", "111222"]) expect(everything).not.toContain(code);
  expect(said.map(({ topic }) => topic)).not.toContain("gatehouse/test/event/code.entered");
}, 60_000);

const lockdownIs = (state: string): Promise<true> =>
  until(
    () =>
      hub.messages.findLast(({ topic }) => topic === "gatehouse/test/lockdown")?.payload === state
        ? true
        : undefined,
    { what: `lockdown ${state}` },
  );

it("opens nothing in a lockdown, also after a kill, until a code or the command line ends it", async () => {
  await lockdownIs("OFF");
  await hub.client.publishAsync("gatehouse/test/lockdown/set", "ON");
  await lockdownIs("ON");
  expect(await ask(CODE)).toBe("LOCKDOWN");
  await daemon.stop("SIGKILL");
  await hub.close();
  await start();
  await lockdownIs("ON");
  await hub.client.publishAsync("gatehouse/test/lockdown/set", "OFF");
  await hub.event("request.denied", { where: ({ action }) => action === "lockdown off" });
  expect(await ask(CODE)).toBe("LOCKDOWN");
  expect(door.received).not.toContain("UNLOCK");
  await hub.client.publishAsync(
    "gatehouse/test/lockdown/set",
    JSON.stringify({ lockdown: "OFF", code: CODE }),
  );
  await lockdownIs("OFF");
  await gatehouse(house, ["lockdown", "on"]);
  await lockdownIs("ON");
  await gatehouse(house, ["lockdown", "off"]);
  await lockdownIs("OFF");
  expect(await ask(CODE)).toBe("request.allowed");
}, 90_000);

it("tells the phone of a code for duress, and nobody else that it was not just wrong", async () => {
  const answers: unknown[] = [];
  for (const code of ["739203", FORCED]) {
    expect(await ask(code)).toBe("WRONG_CODE");
    // What comes of it may follow.
    await new Promise((resolve) => setTimeout(resolve, 500));
    answers.push(
      hub.messages
        .filter(({ topic }) => topic.startsWith("gatehouse/") && topic !== SET)
        .map(
          ({ topic, payload }) =>
            `${topic} ${payload.replace(/"(id|request|event)":"[^"]*"|\d+(\.\d+)?/g, "…")}`,
        ),
    );
    hub.messages.splice(
      0,
      hub.messages.length,
      ...hub.messages.filter(({ topic }) => topic === "test/phone"),
    );
  }
  expect(new Set(answers[1] as string[])).toEqual(
    new Set((answers[0] as string[]).filter((line) => /request|hub/.test(line))),
  );
  expect(hub.messages.map(({ payload }) => payload)).toEqual([
    "Somebody was forced to enter a code at test.",
  ]);
  expect(door.received).not.toContain("UNLOCK");
}, 60_000);
