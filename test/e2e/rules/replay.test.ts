import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, GATEHOUSE, House, Hub } from "../daemon.ts";

const RULES = `rules:
  - id: bell
    triggers: [{ trigger: mqtt, topic: bell }]
    mode: restart
    actions: [{ action: mode, set: away }, { wait: 500ms }, { action: device, turn_on: lamp }, { action: mode, set: home }]
  - id: away
    triggers: [{ trigger: mode, to: away }]
    conditions: ['devices.lamp == "ON"']
    actions: [{ action: device, turn_off: lamp }]
`;

let house: House;
let port: number;
beforeEach(async () => {
  port = await freePort();
  house = await House.build({
    "gatehouse.yaml": `node: test
state_dir: state
mqtt: { embedded: { port: ${port} } }
modes: { home: {}, away: {} }
devices: { lamp: { type: switch, command: { topic: lamp/set, on: "ON", off: "OFF" }, state: { topic: lamp/set, value: payload } } }
`,
    "rules/a.yaml": RULES,
  });
});
afterEach(() => house.remove());

interface Summary {
  same: number;
  added: number;
  gone: number;
}

async function gatehouse(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    GATEHOUSE,
    "--config",
    house.path("gatehouse.yaml"),
    ...args,
  ]);
  return stdout;
}

it("says nothing would have been different with the rules that ran, and what would with others", async () => {
  const daemon = new Daemon(house);
  const hub = await Hub.connect(port, "test");
  const online = ({ topic, payload }: { topic: string; payload: string }): boolean =>
    topic === "gatehouse/test/status" && payload.includes("online");
  await eventually(() => hub.messages.some(online), { withinMs: 30_000 });
  for (let rings = 0; rings < 3; rings += 1) {
    await hub.client.publishAsync("bell", "", { qos: 1 });
    const done = (): boolean =>
      hub.events.filter(({ name, to }) => name === "mode.changed" && to === "home").length > rings;
    await eventually(done, { withinMs: 20_000 });
  }
  // While it runs …
  const during = (await gatehouse("replay", "--from", "1h", "--json")).trim().split("\n");
  await hub.close();
  await daemon.stop();
  // … and when it does not.
  const after = (await gatehouse("replay", "--from", "1h", "--json")).trim().split("\n");
  for (const lines of [during, after]) {
    expect(lines).toHaveLength(1);
    const summary = JSON.parse(lines[0]!) as Summary;
    expect(summary).toMatchObject({ added: 0, gone: 0, moved: 0, changed: 0, leftOut: 0 });
    expect(summary.same).toBeGreaterThanOrEqual(9);
  }
  await house.write("other/a.yaml", RULES.replace("turn_on: lamp", "turn_off: lamp"));
  expect(await gatehouse("replay", "--from", "1h", "--rules", house.path("other"))).toContain(
    "on lamp by bell: now off lamp by bell",
  );
  expect(await gatehouse("why", "--not", "away")).toMatch(/^away: /);
});
