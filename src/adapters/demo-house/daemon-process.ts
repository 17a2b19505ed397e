import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { compiledUrl } from "../../runtime/compiled-url.ts";

const run = promisify(execFile);
const MAIN = fileURLToPath(compiledUrl(import.meta.url, "main"));

/** Lines of the daemon's log that are kept to be shown when something goes wrong. */
const LOG_LINES = 30;
/** How long the daemon may take to stop before it is killed, ms: closing clips and paying owed locks takes up to 5 s. */
const STOP_WITHIN_MS = 10_000;

/** The real daemon, running as a process of its own. */
export interface DaemonProcess {
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>;
  /** Its latest log lines. */
  lastLines(): readonly string[];
  /** Asks it to stop (SIGTERM) and waits for its end. */
  stop(): Promise<void>;
}

/** Starts `gatehouse run`; its whole log goes to `logPath`. */
export function startDaemon(config: string, logPath: string): DaemonProcess {
  const child = spawn(process.execPath, [MAIN, "--config", config, "run"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const log = createWriteStream(logPath, { mode: 0o600 });
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      kept.push(line);
      if (kept.length > LOG_LINES) kept.shift();
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`it could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      log.end();
      resolve(signal === null ? `exit code ${String(code)}` : `ended by ${signal}`);
    });
  });
  return { ended, lastLines: () => kept, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await ended;
  clearTimeout(timer);
}

/** The outcome of a command of the command line. */
export interface CommandResult {
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

/** Runs a command of Gatehouse's own command line, as a person would, and waits for it. */
export async function runGatehouse(
  config: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<CommandResult> {
  try {
    const { stdout, stderr } = await run(process.execPath, [MAIN, "--config", config, ...args], {
      signal,
      timeout: 60_000,
      maxBuffer: 8_000_000,
      env: { ...process.env, NO_COLOR: "1" },
    });
    return { ok: true, out: stdout, err: stderr };
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    return { ok: false, out: stdout, err: stderr === "" && error instanceof Error ? error.message : stderr };
  }
}

/** A TCP port of the loopback interface that is free right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
