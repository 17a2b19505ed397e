import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createNotifier } from "../../../../src/adapters/systemd/notifier.ts";
import { listenForNotifications } from "../../../fakes/notify-socket.ts";
import type { NotifySocket } from "../../../fakes/notify-socket.ts";

let folder: string;
let socket: NotifySocket | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-notify-"));
});
afterEach(async () => {
  await socket?.stop();
  socket = null;
  rmSync(folder, { recursive: true });
});

describe("the notifier", () => {
  it("tells systemd the whole life of the service, from this very process", async () => {
    const path = join(folder, "notify.sock");
    socket = await listenForNotifications(path);
    const notifier = createNotifier({ NOTIFY_SOCKET: path });
    expect(notifier.ready("2 cameras,\n1 microphone")).toBe(true);
    notifier.status("mode sentry");
    notifier.watchdog();
    notifier.reloading(12345n);
    notifier.stopping();
    const received = [];
    for (let i = 0; i < 5; i += 1) received.push(await socket.next());
    expect(received.map((one) => one.text)).toEqual([
      "READY=1\nSTATUS=2 cameras, 1 microphone",
      "STATUS=mode sentry",
      "WATCHDOG=1",
      "RELOADING=1\nMONOTONIC_USEC=12345",
      "STOPPING=1",
    ]);
    expect(new Set(received.map((one) => one.pid))).toEqual(new Set([process.pid]));
  });

  it("reaches an abstract socket", async () => {
    const name = `@gatehouse-notify-${process.pid}`;
    socket = await listenForNotifications(name);
    expect(createNotifier({ NOTIFY_SOCKET: name }).watchdog()).toBe(true);
    expect((await socket.next()).text).toBe("WATCHDOG=1");
  });

  it("says that nobody took the message, and never waits, when the listener is gone or sleeps", async () => {
    const path = join(folder, "notify.sock");
    const notifier = createNotifier({ NOTIFY_SOCKET: path });
    expect(notifier.watchdog()).toBe(false);
    socket = await listenForNotifications(path);
    socket.freeze();
    const startedAt = performance.now();
    const taken = Array.from({ length: 2000 }, () => notifier.watchdog());
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect([taken[0], taken.at(-1)]).toEqual([true, false]);
  });

  it("does nothing without a socket", () => {
    const notifier = createNotifier({ WATCHDOG_USEC: "10000000" });
    expect([notifier.ready("x"), notifier.watchdog(), notifier.stopping()]).toEqual([false, false, false]);
    expect(notifier.watchdogMs).toBeNull();
  });

  it.each(["vsock:2:1234", "relative/path", `/${"x".repeat(120)}`])("refuses %s", (path) => {
    expect(() => createNotifier({ NOTIFY_SOCKET: path })).toThrow(/NOTIFY_SOCKET/);
  });
});

describe("the watchdog's interval", () => {
  const at = (env: Record<string, string>): number | null =>
    createNotifier({ NOTIFY_SOCKET: "/run/notify", ...env }, 42).watchdogMs;

  it("is half of what systemd allows", () => {
    expect(at({ WATCHDOG_USEC: "20000000" })).toBe(10_000);
    expect(at({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "42" })).toBe(10_000);
  });

  it("is none when systemd does not watch, or watches another process", () => {
    expect(at({})).toBeNull();
    expect(at({ WATCHDOG_USEC: "0" })).toBeNull();
    expect(at({ WATCHDOG_USEC: "20000000", WATCHDOG_PID: "43" })).toBeNull();
  });
});
