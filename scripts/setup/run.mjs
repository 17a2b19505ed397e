import { spawnSync } from "node:child_process";

/** A reason to stop that a person can act upon. */
export class SetupError extends Error {
  /** 2: wrong use; 3: something that is needed is missing. */
  exitCode = 3;
}

/** Says what is being done. */
export function say(text) {
  console.error(`set-up: ${text}`);
}

/** Runs a program to its end with its output shown; true if it succeeded. Its input is ours only when `interactive`. */
export function run(program, args, { cwd, env = {}, interactive = false } = {}) {
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    // What set-up prints is progress: it must not mix with what the demo prints to standard output.
    stdio: [interactive ? "inherit" : "ignore", 2, 2],
  });
  return result.error === undefined && result.status === 0;
}

/**
 * Runs a program to its end; whether it succeeded, and with `quiet` what it would have shown.
 * Only errors are worth keeping quiet about: a program that succeeds quietly has nothing to say.
 */
export function tryRun(program, args, { cwd, env = {}, quiet }) {
  if (!quiet) return { ok: run(program, args, { cwd, env }), output: "" };
  const result = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  return {
    ok: result.error === undefined && result.status === 0,
    output: `${result.stdout}${result.stderr}`,
  };
}

/** What a program prints; null if it cannot be run or fails. */
export function outputOf(program, args) {
  const result = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return result.error === undefined && (result.status === 0 || result.stdout !== "") ? result.stdout : null;
}
