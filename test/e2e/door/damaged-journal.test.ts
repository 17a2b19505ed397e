import { open, rm, stat } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";
import { gatehouse } from "../door.ts";

const STATE = "lock/state";
const COMMAND = "lock/set";
const configuration = (port: number): string => `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
devices:
  front_door:
    type: lock
    state: { topic: ${STATE}, value: payload.state }
    command: { topic: ${COMMAND}, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: 5s
    guard: { unlock: [{ by: hub, max_per_hour: 5 }] }
modes:
  home: {}
  sentry: { leave: { guard: [{ all: [{ by: face, group: family }, { by: voice }] }] } }
`;

describe("a daemon whose journal was damaged", () => {
  let port: number;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeEach(async () => {
    port = await freePort();
    house = await House.build({
      "gatehouse.yaml": configuration(port),
      "rules/rules.yaml": "rules: []\n",
    });
    await start();
    await showing("mode", "home");
  }, 30_000);

  afterEach(async () => {
    await hub.close();
    await daemon.stop();
    await house.remove();
  });

  async function start(): Promise<void> {
    daemon = new Daemon(house);
    hub = await Hub.connect(port, "test");
  }

  async function restart(signal: NodeJS.Signals, meanwhile?: () => Promise<void>): Promise<void> {
    await daemon.stop(signal);
    await hub.close();
    await meanwhile?.();
    await start();
  }

  /** Overwrites the second half of the journal. */
  async function damage(): Promise<void> {
    const path = house.path("state/journal.db");
    const { size } = await stat(path);
    const file = await open(path, "r+");
    await file.write(Buffer.alloc(size / 2, 0x5a), 0, size / 2, size / 2);
    await file.close();
  }

  /** Events of that name in the journal: what happens before the broker is reached is not told there. */
  async function journalled(name: string): Promise<unknown[]> {
    const text = await gatehouse(house, ["events", "--name", name, "--json"]);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line): unknown => JSON.parse(line));
  }

  const showing = (topic: string, payload: string): Promise<true> =>
    until(
      () =>
        hub.messages.findLast((message) => message.topic === `gatehouse/test/${topic}`)?.payload === payload
          ? true
          : undefined,
      { what: `${topic} ${payload}` },
    );

  const lockIsSent = (): Promise<true> =>
    until(
      () =>
        hub.messages.some(({ topic, payload }) => topic === COMMAND && payload.includes('"LOCK"'))
          ? true
          : undefined,
      { what: "the lock command" },
    );

  it("locks every door, also after a kill before a lock has answered, and says so once", async () => {
    await restart("SIGTERM", damage);
    await Promise.all([lockIsSent(), showing("mode", "sentry"), showing("lockdown", "OFF")]);
    await restart("SIGKILL");
    await Promise.all([lockIsSent(), showing("mode", "sentry")]);
    await hub.client.publishAsync(STATE, '{"state":"LOCKED"}');
    await hub.event("device.changed", { where: ({ state }) => state === "LOCKED" });
    expect(await journalled("journal.damaged")).toMatchObject([
      {
        movedTo: expect.stringMatching(/^journal\.db\.corrupt-/) as string,
        why: expect.stringContaining("Every lock is locked") as string,
      },
    ]);
  }, 90_000);

  it("does not end a lockdown that was begun", async () => {
    // Asked again: the daemon may not listen there yet.
    const asking = setInterval(() => hub.client.publish("gatehouse/test/lockdown/set", "ON"), 300);
    await showing("lockdown", "ON").finally(() => clearInterval(asking));
    await restart("SIGKILL", damage);
    await showing("lockdown", "ON");
  }, 60_000);

  it("takes the house for locked down where nothing is left that says otherwise", async () => {
    await restart("SIGTERM", async () => {
      await damage();
      await rm(house.path("state/lockdown.json"));
    });
    await showing("lockdown", "ON");
    expect(await journalled("lockdown.changed")).toMatchObject([{ active: true, by: { kind: "gatehouse" } }]);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await hub.client.publishAsync("gatehouse/test/device/front_door/set", "UNLOCK");
    expect(await hub.event("request.denied")).toMatchObject({ code: "LOCKDOWN" });
    await restart("SIGKILL");
    await showing("lockdown", "ON");
    await gatehouse(house, ["lockdown", "off"]);
    await showing("lockdown", "OFF");
  }, 60_000);
});
