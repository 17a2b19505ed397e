import { readdirSync } from "node:fs";
import { setPriority } from "node:os";
import { connectParent, leaveParent } from "../adapters/process/parent-link.ts";
import { ArchiveWork } from "./archive/archive-work.ts";
import { ToArchive, type FromArchive } from "./archive/messages.ts";

/** Cameras and doors come first. */
const NICE = 10;
/** How often it says that it is at work. */
const BUSY_EVERY_MS = 500;
const LEAVE_WITHIN_MS = 1_000;

/**
 * The process that works with the archive, started by the brain and by commands: a network disk that hangs keeps whoever waits
 * for it, and nobody can end that.
 */
function main(): void {
  stepBack();
  let saidAt = 0;
  const work = new ArchiveWork(() => {
    const now = performance.now();
    if (now - saidAt < BUSY_EVERY_MS) return;
    saidAt = now;
    send({ type: "busy" });
  });
  let order = Promise.resolve();
  const parent = connectParent({
    message: (message) => {
      order = order.then(async () => send(await work.answer(ToArchive.parse(message))));
    },
    ended: () => leaveParent(LEAVE_WITHIN_MS),
  });
  const send = (answer: FromArchive): void => void parent?.send(answer);
  if (parent === null) process.exitCode = 2;
}

/** What reads and writes is threads of their own, which are there already. A service may not be allowed to, and goes on all the same. */
function stepBack(): void {
  try {
    for (const thread of readdirSync("/proc/self/task")) setPriority(Number(thread), NICE);
  } catch {
    // It is as important as everything else then.
  }
}

main();
