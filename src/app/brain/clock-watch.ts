import type { GuardInput } from "../../guard/observe.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";

/** What watching needs. */
export interface ClockWatchParts {
  readonly scheduler: Scheduler;
  /** Whether the clock was set since the machine was started. */
  readonly isSynchronised: () => Promise<boolean>;
  readonly tell: (input: GuardInput) => void;
}

const EVERY_MS = 15_000;
const UNTRUSTED = "the clock was not set by the network since this machine was started";

/** Tells the guard whether the clock can be relied on. Once it was set it stays so for this boot: its crystal runs on. */
export function watchClock({ scheduler, isSynchronised, tell }: ClockWatchParts): Cancel {
  let cancel: Cancel = () => undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const isSet = await isSynchronised().catch(() => false);
    if (stopped) return;
    tell({ kind: "clock", untrusted: isSet ? null : UNTRUSTED });
    if (!isSet) cancel = scheduler.after(EVERY_MS, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}
