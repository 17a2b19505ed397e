import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { Daemon, House, Hub, until } from "../daemon.ts";

const guard = "{ leave: { guard: [{ all: [{ by: face, group: family }, { by: voice }] }] } }";
const configuration = (port: number, modes: string): string => `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
modes: ${modes}
`;
const ARMED = `{ home: {}, night: {}, sentry: ${guard} }`;

describe("a house in a guarded mode", () => {
  let port: number;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeEach(async () => {
    port = await freePort();
    house = await House.build({
      "gatehouse.yaml": configuration(port, ARMED),
      "rules/rules.yaml": "rules: []\n",
    });
    await start();
    await modeIs("home");
    await hub.client.publishAsync("gatehouse/test/mode/set", "sentry");
    await modeIs("sentry");
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

  async function restart(signal: NodeJS.Signals, meanwhile: () => Promise<void>): Promise<void> {
    await daemon.stop(signal);
    await hub.close();
    await meanwhile();
    await start();
  }

  const modeIs = (mode: string): Promise<true> =>
    until(
      () =>
        hub.messages.findLast(({ topic }) => topic === "gatehouse/test/mode")?.payload === mode
          ? true
          : undefined,
      { what: `mode ${mode}` },
    );

  async function refusesToLeave(code: string): Promise<void> {
    await hub.client.publishAsync("gatehouse/test/mode/set", "home");
    expect(await hub.event("request.denied")).toMatchObject({
      code,
      action: expect.stringContaining("home") as string,
    });
  }

  it("comes up in it after a kill", async () => {
    await restart("SIGKILL", () => Promise.resolve());
    await modeIs("sentry");
    await refusesToLeave("BROKER_TOO_NEW");
  }, 60_000);

  it("comes up in one although its journal was damaged, now and the next time", async () => {
    await restart("SIGTERM", () =>
      writeFile(house.path("state/journal.db"), "no journal at all".repeat(1_000)),
    );
    await modeIs("sentry");
    await restart("SIGTERM", () => Promise.resolve());
    await modeIs("sentry");
  }, 60_000);

  it("does not leave it by losing it from the configuration", async () => {
    await house.write("gatehouse.yaml", configuration(port, "{ home: {}, night: {} }"));
    await hub.event("config.reloaded");
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    await refusesToLeave("NO_FACE");
  }, 60_000);
});
