import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { mortal } from "./mortal.ts";

const PROGRAM = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"].find((path) => existsSync(path));
const CERTIFICATES = fileURLToPath(new URL("certificates/", import.meta.url));

/** Those that run now: none may outlive the tests, however these end. */
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Whether Debian's `mosquitto` is installed; tests that need it skip where it is not. */
export const mosquittoInstalled = PROGRAM !== undefined;

/** The path of a file in `certificates/`. */
export function certificate(name: string): string {
  return join(CERTIFICATES, name);
}

export interface MosquittoOptions {
  readonly port?: number;
  /** Serve TLS with this certificate of `certificates/`. */
  readonly certificate?: "broker" | "expired";
  readonly user?: { readonly name: string; readonly password: string };
  /** Further lines of the configuration. */
  readonly extra?: readonly string[];
}

export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  /** Stops it from running, as a machine that hangs; its kernel goes on taking bytes. */
  freeze(): void;
  thaw(): void;
  /** Kills it at once. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a mosquitto of its own on loopback. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-mosquitto-"));
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, configuration(options, { port, folder }));
  let child = await run(file, port);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  };
  return {
    port,
    url: `${options.certificate === undefined ? "mqtt" : "mqtts"}://localhost:${String(port)}`,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    kill: () => end("SIGKILL"),
    start: async () => {
      child = await run(file, port);
    },
    stop: async () => {
      await end("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(options: MosquittoOptions, place: { port: number; folder: string }): string {
  const lines = [
    `listener ${String(place.port)} 127.0.0.1`,
    "persistence false",
    "set_tcp_nodelay true",
    // Started by root it would become a user that may not read a temporary folder.
    `user ${userInfo().username}`,
  ];
  if (options.certificate !== undefined) {
    lines.push(`certfile ${certificate(`${options.certificate}.pem`)}`);
    lines.push(`keyfile ${certificate(`${options.certificate}.key`)}`);
  }
  if (options.user === undefined) lines.push("allow_anonymous true");
  else {
    const passwords = join(place.folder, "passwords");
    execFileSync("/usr/bin/mosquitto_passwd", [
      "-c",
      "-b",
      passwords,
      options.user.name,
      options.user.password,
    ]);
    lines.push("allow_anonymous false", `password_file ${passwords}`);
  }
  return [...lines, ...(options.extra ?? []), ""].join("\n");
}

async function run(file: string, port: number): Promise<ChildProcess> {
  if (PROGRAM === undefined) throw new Error("mosquitto is not installed (Debian package: mosquitto)");
  const child = spawn(...mortal(PROGRAM, ["-c", file]), { stdio: ["ignore", "ignore", "pipe"] });
  running.add(child);
  child.once("exit", () => running.delete(child));
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (let tries = 0; tries < 100; tries++) {
    if (child.exitCode !== null) throw new Error(`mosquitto ended: ${said}`);
    if (await listens(port)) return child;
    await delay(50);
  }
  child.kill("SIGKILL");
  throw new Error(`mosquitto does not listen on ${String(port)}: ${said}`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}
