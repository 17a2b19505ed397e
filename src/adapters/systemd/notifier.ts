import { datagramSender } from "./datagram.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Tells systemd how the service is (sd_notify(3)). Every method returns at once, and answers whether the message was
 * handed over; without a NOTIFY_SOCKET they do nothing and answer false.
 */
export interface Notifier {
  /** Start-up, or a reload, is finished. */
  ready(status: string): boolean;
  /** One line for `systemctl status`. */
  status(text: string): boolean;
  /** The brain is alive and well; send it only after a real health check. */
  watchdog(): boolean;
  stopping(): boolean;
  /** The configuration is being read again; `ready` ends it. `monotonicUsec`: CLOCK_MONOTONIC in µs. */
  reloading(monotonicUsec: bigint): boolean;
  /** Send `watchdog()` this often (half of systemd's limit); null if systemd does not watch this process. */
  readonly watchdogMs: number | null;
}

/**
 * The notifier for this process.
 *
 * @param pid this process; systemd may watch another one (WATCHDOG_PID, see sd_watchdog_enabled(3))
 * @throws GatehouseError NOTIFY_UNAVAILABLE (failed) if systemd waits for messages that cannot be sent
 */
export function createNotifier(env: Environment, pid: number = process.pid): Notifier {
  const path = env.NOTIFY_SOCKET;
  const send = path === undefined || path === "" ? () => false : datagramSender(path);
  return {
    ready: (status) => send(`READY=1\nSTATUS=${oneLine(status)}`),
    status: (text) => send(`STATUS=${oneLine(text)}`),
    watchdog: () => send("WATCHDOG=1"),
    stopping: () => send("STOPPING=1"),
    reloading: (monotonicUsec) => send(`RELOADING=1\nMONOTONIC_USEC=${monotonicUsec}`),
    watchdogMs: path === undefined || path === "" ? null : watchdogMs(env, pid),
  };
}

/** A newline would begin another field. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").slice(0, 500);
}

function watchdogMs(env: Environment, pid: number): number | null {
  const micros = Number(env.WATCHDOG_USEC);
  if (!Number.isFinite(micros) || micros <= 0) return null;
  if (env.WATCHDOG_PID !== undefined && Number(env.WATCHDOG_PID) !== pid) return null;
  return Math.max(1, Math.floor(micros / 2000));
}
