#!/usr/bin/env node
import { runCommandLine } from "./app/command-line.ts";

const abort = new AbortController();
let asked = 0;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    asked += 1;
    abort.abort();
    // Closing clips and paying owed locks takes up to 5 s; somebody who asks three times does not want to wait for it.
    if (asked >= 3) process.exit(1);
  });
}

// `gatehouse events | head`: whoever reads has seen enough, and that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

const exitCode = await runCommandLine(process.argv, {
  out: process.stdout,
  err: process.stderr,
  signal: abort.signal,
});
process.exitCode = exitCode;

// Everything has been released: whatever still holds the loop open is a leak that must not keep the service from ending.
setTimeout(() => process.exit(), 3_000).unref();
