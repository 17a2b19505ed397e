import { connectLine, type BrokerLine } from "../../adapters/demo-house/broker-line.ts";
import { sleep, type Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { LOCK_COMMAND_TOPIC, PretendLock } from "./lock.ts";

export const EVENT_TOPIC = "gatehouse/demo/event";
export const STATUS_TOPIC = "gatehouse/demo/status";
export const NOTIFY_TOPIC = "demo/phone";

/** How long the daemon may take until its broker answers; a Raspberry Pi takes several seconds. */
const BROKER_WITHIN_MS = 45_000;
const TRY_EVERY_MS = 250;

/** The house around the daemon: the pretend lock, and the ear that follows what is published. */
export interface House {
  leave(): Promise<void>;
}

/** Moves in as soon as the daemon's broker answers; throws DEMO_DAEMON_ENDED or DEMO_NO_BROKER if it does not. */
export async function joinHouse(
  brokerPort: number,
  daemonEnded: Promise<string>,
  parts: {
    scheduler: Scheduler;
    signal: AbortSignal;
    onMessage: (topic: string, payload: string) => void;
  },
): Promise<House> {
  let lock: PretendLock | null = null;
  const onMessage = ({ topic, payload }: { topic: string; payload: string }): void => {
    if (topic === LOCK_COMMAND_TOPIC) lock?.onCommand(payload);
    else parts.onMessage(topic, payload);
  };
  const topics = [LOCK_COMMAND_TOPIC, EVENT_TOPIC, STATUS_TOPIC, NOTIFY_TOPIC];
  const line = await untilConnected(() => connectLine(brokerPort, topics, onMessage), daemonEnded, parts);
  lock = new PretendLock(line, parts.scheduler);
  lock.join();
  return { leave: () => line.close() };
}

async function untilConnected(
  connect: () => Promise<BrokerLine>,
  daemonEnded: Promise<string>,
  { scheduler, signal }: { scheduler: Scheduler; signal: AbortSignal },
): Promise<BrokerLine> {
  const daemon = { ended: false };
  void daemonEnded.then(() => {
    daemon.ended = true;
  });
  for (let waitedMs = 0; waitedMs < BROKER_WITHIN_MS; waitedMs += TRY_EVERY_MS) {
    if (daemon.ended || signal.aborted) break;
    try {
      return await connect();
    } catch {
      await sleep(scheduler, TRY_EVERY_MS, signal);
    }
  }
  throw daemon.ended
    ? new GatehouseError("DEMO_DAEMON_ENDED", "the daemon ended before its broker answered", {
        kind: "failed",
      })
    : new GatehouseError("DEMO_NO_BROKER", "the daemon's broker did not answer", { kind: "failed" });
}
