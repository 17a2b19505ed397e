import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort } from "../../fakes/free-port.ts";
import { listenForNotifications, type NotifySocket } from "../../fakes/notify-socket.ts";
import { Daemon, GATEHOUSE, House, until } from "../daemon.ts";

describe("the daemon as a service", () => {
  let house: House;
  let daemon: Daemon;
  let systemd: NotifySocket;
  const said: string[] = [];

  beforeAll(async () => {
    house = await House.build({
      "gatehouse.yaml": `
node: test
mqtt: { embedded: { port: ${String(await freePort())} } }
state_dir: state
`,
    });
    systemd = await listenForNotifications(house.path("notify"));
    daemon = new Daemon(house, { NOTIFY_SOCKET: house.path("notify"), WATCHDOG_USEC: "400000" });
    // Ends with the socket.
    listen().catch(() => undefined);
  });

  afterAll(async () => {
    await daemon.stop();
    await systemd.stop();
    await house.remove();
  });

  async function listen(): Promise<void> {
    for (;;) {
      const { text, pid } = await systemd.next();
      if (pid === daemon.process.pid) said.push(text);
    }
  }

  const hears = (what: RegExp): Promise<string> =>
    until(() => said.find((text) => what.test(text)), { what: `${String(what)} in ${JSON.stringify(said)}` });

  it("says when it is ready, and feeds the watchdog", async () => {
    await hears(/^READY=1\nSTATUS=0 cameras/);
    await hears(/^WATCHDOG=1/);
  });

  it("reads its configuration again on SIGHUP", async () => {
    const readyBefore = said.filter((text) => text.startsWith("READY=1")).length;
    daemon.process.kill("SIGHUP");
    await hears(/^RELOADING=1\nMONOTONIC_USEC=\d+/);
    await until(
      () => (said.filter((text) => text.startsWith("READY=1")).length > readyBefore ? true : undefined),
      {
        what: "ready again",
      },
    );
  });

  it("lets no second daemon into its state directory", async () => {
    const argv = [GATEHOUSE, "run", "--config", house.path("gatehouse.yaml")];
    const refused = await promisify(execFile)(process.execPath, argv).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 2 });
    expect((refused as { stderr: string }).stderr).toContain(`process ${String(daemon.process.pid)}`);
  });

  it("says that it stops, and ends with 0", async () => {
    expect(await daemon.stop("SIGTERM")).toBe(0);
    await hears(/^STOPPING=1/);
  });
});
