import type { ChildEvents, ChildHandle, StartChild } from "../../src/adapters/process/fork-child.ts";

/** A child process of which a test decides what it says and when it ends. */
export interface FakeChild {
  readonly args: readonly string[];
  readonly received: { type: string }[];
  readonly killed: string[];
  /** The child says something. */
  say(message: unknown): void;
  exit(why: string): void;
}

/** Starts children that do nothing by themselves; a killed one ends at once if `mortal`. */
export function fakeChildren(options: { mortal: boolean } = { mortal: true }): {
  start: StartChild;
  children: FakeChild[];
} {
  const children: FakeChild[] = [];
  const start: StartChild = (_entry, args, events: ChildEvents): ChildHandle => {
    let over = false;
    const child: FakeChild = {
      args,
      received: [],
      killed: [],
      say: (message) => events.message(message),
      exit: (why) => {
        if (over) return;
        over = true;
        events.exited(why);
      },
    };
    children.push(child);
    return {
      pid: 1_000 + children.length,
      send: (message) => {
        if (!over) child.received.push(message as { type: string });
        return !over;
      },
      kill: (signal) => {
        child.killed.push(signal);
        if (options.mortal || signal === "SIGKILL") child.exit(`it was ended by ${signal}`);
      },
    };
  };
  return { start, children };
}
