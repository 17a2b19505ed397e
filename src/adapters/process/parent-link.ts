/** The message channel to the process that started this one. */
export interface ParentLink {
  /** False when the parent is gone. */
  send(message: object): boolean;
  /** Messages that wait in memory because the parent does not take them fast enough. */
  readonly waiting: number;
}

export interface ParentEvents {
  message(message: unknown): void;
  /** The parent is gone, or asked by SIGTERM or SIGINT to end; said once. */
  ended(why: string): void;
}

/** The channel to our parent; null if this process was not started by Gatehouse. */
export function connectParent(events: ParentEvents): ParentLink | null {
  if (process.send === undefined) return null;
  let over = false;
  let waiting = 0;
  const ended = (why: string): void => {
    if (over) return;
    over = true;
    events.ended(why);
  };
  process.on("message", (message) => events.message(message));
  process.on("disconnect", () => ended("the parent is gone"));
  process.on("SIGTERM", () => ended("SIGTERM"));
  // A terminal's Ctrl-C reaches the whole group: the parent asks us to end when it is time.
  process.on("SIGINT", () => undefined);
  return {
    get waiting() {
      return waiting;
    },
    send: (message) => {
      if (!process.connected || process.send === undefined) return false;
      waiting += 1;
      process.send(message, undefined, undefined, () => (waiting -= 1));
      return true;
    },
  };
}

/**
 * Lets go of the parent so that the process can end; it is ended in `graceMs` if something still holds it. Killed, because
 * `process.exit` would wait for a thread that hangs inside a model.
 */
export function leaveParent(graceMs: number): void {
  if (process.connected) process.disconnect();
  setTimeout(() => process.kill(process.pid, "SIGKILL"), graceMs).unref();
}
