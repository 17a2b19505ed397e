import { fork } from "node:child_process";
import type { Readable } from "node:stream";
import { createInterface } from "node:readline";

/** A process of our own, at work. */
export interface ChildHandle {
  readonly pid: number;
  /** False if the process is gone; then the message is lost. */
  send(message: object): boolean;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
}

/** A child that may be beyond help: it waits inside the kernel, say, for a disk that does not answer. */
export interface LooseChild extends ChildHandle {
  /** This process can end without it. */
  letGo(): void;
}

/** What is heard of a child; after `exited` nothing follows. */
export interface ChildEvents {
  message(message: unknown): void;
  /** A line that the child wrote to its standard output or error. */
  line(line: string): void;
  /** It has ended, or could not be started; `why` for a person. */
  exited(why: string): void;
}

/** Starts a child. */
export type StartChild = (entry: URL, args: readonly string[], events: ChildEvents) => ChildHandle;

/** Starts a child that can be let go. */
export type StartLooseChild = (entry: URL, args: readonly string[], events: ChildEvents) => LooseChild;

/**
 * Starts a compiled module as a process of its own, with a message channel that carries typed arrays.
 * The child gets a thread pool that is large enough for two streams that block, decoding, and five files on a disk that does
 * not answer (a clip, a segment and the one before it, a film, a snapshot); and two pools of memory
 * instead of one for each of these threads: pictures that wander between threads would leave each with its own leftovers.
 */
export const forkChild: StartChild = (entry, args, events) => start(entry, args, { events, execArgv: [] });

/**
 * The same for a process that makes little garbage: V8 keeps 1 MB for the young objects of each thread instead of 16, which is
 * 25 MB less in all.
 */
export const forkSmallChild: StartLooseChild = (entry, args, events) =>
  start(entry, args, { events, execArgv: ["--max-semi-space-size=1"] });

function start(
  entry: URL,
  args: readonly string[],
  { events, execArgv }: { readonly events: ChildEvents; readonly execArgv: readonly string[] },
): LooseChild {
  const child = fork(entry, args, {
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: { UV_THREADPOOL_SIZE: "12", MALLOC_ARENA_MAX: "2", ...process.env },
    execArgv: [...execArgv],
  });
  let over = false;
  const exited = (why: string): void => {
    if (over) return;
    over = true;
    events.exited(why);
  };
  child.on("message", (message) => {
    if (!over) events.message(message);
  });
  child.on("error", (error) => exited(`it could not be started or reached: ${error.message}`));
  child.on("exit", (code, signal) =>
    exited(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
  );
  // Where this process may open no more files there are not even pipes; the error tells of it.
  if (child.pid !== undefined)
    for (const stream of [child.stdout, child.stderr]) forwardLines(stream, events);
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (over || !child.connected) return false;
      // The callback takes the error of a channel that closes meanwhile; `exit` tells the rest.
      child.send(message, () => undefined);
      return true;
    },
    kill: (signal) => void child.kill(signal),
    letGo: () => {
      if (child.connected) child.disconnect();
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      child.unref();
    },
  };
}

function forwardLines(stream: Readable | null, events: ChildEvents): void {
  if (stream === null) return;
  createInterface({ input: stream }).on("line", (line) => events.line(line));
}
