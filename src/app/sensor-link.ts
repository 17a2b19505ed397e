import type { z } from "zod";
import type { ParentLink } from "../adapters/process/parent-link.ts";
import { connectParent, leaveParent } from "../adapters/process/parent-link.ts";
import type { Cancel, Scheduler } from "../runtime/clock.ts";

/** How often a sensor process says that it is alive. */
const HEARTBEAT_MS = 1_000;

/** A parent that takes this few messages is not listening; what it misses is counted, the memory stays ours. */
const MOST_WAITING = 1_000;

/** How long closing what is open may take. */
const END_WITHIN_MS = 2_000;

/** How long the process may take to end once its work is done. */
const GRACE_MS = 500;

export interface SensorLinkOptions<Incoming> {
  readonly incoming: z.ZodType<Incoming>;
  readonly scheduler: Scheduler;
  readonly onMessage: (message: Incoming) => void;
  /** The brain is gone or wants this process to end: close what is open, then call `leave`. Called once. */
  readonly onEnd: (why: string) => void;
  /** Counters for the next heartbeat. */
  readonly counters: () => Readonly<Record<string, number>>;
}

/** A sensor process's side of the channel to the brain. */
export interface SensorLink<Outgoing extends object> {
  send(message: Outgoing): void;
  /** Ends the heartbeats and lets the process end. */
  leave(): void;
}

/** Connects to the brain; null if this process was started by hand. Messages that do not fit are counted and dropped. */
export function connectSensor<Incoming extends { type: string }, Outgoing extends object>(
  options: SensorLinkOptions<Incoming>,
): SensorLink<Outgoing> | null {
  let bad = 0;
  let unsent = 0;
  let cancel: Cancel = () => undefined;
  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    options.onEnd(why);
    // Nobody is left to end a process whose brain is gone.
    options.scheduler.after(END_WITHIN_MS, leave);
  };
  const leave = (): void => {
    cancel();
    leaveParent(GRACE_MS);
  };
  const parent: ParentLink | null = connectParent({
    message: (raw) => {
      const message = options.incoming.safeParse(raw);
      if (!message.success) bad += 1;
      else if (message.data.type === "stop") end("asked to stop");
      else if (!ending) options.onMessage(message.data);
    },
    ended: end,
  });
  if (parent === null) return null;
  const send = (message: object): void => {
    if (parent.waiting >= MOST_WAITING || !parent.send(message)) unsent += 1;
  };
  const beat = (): void => {
    send({ type: "heartbeat", counters: { ...options.counters(), badMessages: bad, unsent } });
    cancel = options.scheduler.after(HEARTBEAT_MS, beat);
  };
  beat();
  return {
    send,
    leave,
  };
}
