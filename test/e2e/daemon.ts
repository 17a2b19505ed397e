import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { connectAsync, type MqttClient } from "mqtt";

/** The compiled program. */
export const GATEHOUSE = fileURLToPath(new URL("../../dist/main.js", import.meta.url));

/** Any event as it comes over MQTT. */
export type AnyEvent = Record<string, unknown> & { readonly name: string; readonly id: string };

/** A folder with a configuration, rules and state of its own. */
export class House {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  static async build(files: Readonly<Record<string, string>>): Promise<House> {
    const house = new House(await mkdtemp(join(tmpdir(), "gatehouse-e2e-")));
    for (const [name, text] of Object.entries(files)) await house.write(name, text);
    return house;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(name)), { recursive: true });
    await writeFile(this.path(name), text);
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The real daemon as a child process. */
export class Daemon {
  readonly process: ChildProcess;
  #log = "";

  constructor(house: House, env: NodeJS.ProcessEnv = {}) {
    this.process = spawn(process.execPath, [GATEHOUSE, "run", "--config", house.path("gatehouse.yaml")], {
      cwd: house.directory,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => (this.#log += text));
    }
  }

  /** Everything it has written. */
  get log(): string {
    return this.#log;
  }

  /** Asks it to end (or kills it) and resolves with its exit code, null after a signal. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    const exited = once(this.process, "exit");
    this.process.kill(signal);
    const timer = setTimeout(() => this.process.kill("SIGKILL"), 15_000);
    await exited;
    clearTimeout(timer);
    return this.process.exitCode;
  }
}

/** Follows everything on a broker, as a home hub would. */
export class Hub {
  readonly client: MqttClient;
  readonly messages: { topic: string; payload: string; retained: boolean }[] = [];
  readonly events: AnyEvent[] = [];

  private constructor(client: MqttClient, base: string) {
    this.client = client;
    client.on("message", (topic, payload, packet) => {
      this.messages.push({ topic, payload: payload.toString("latin1"), retained: packet.retain });
      if (topic === `${base}/event`) this.events.push(JSON.parse(payload.toString()) as AnyEvent);
    });
  }

  static async connect(
    port: number,
    node: string,
    login: { readonly username?: string; readonly password?: string } = {},
  ): Promise<Hub> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      try {
        const client = await connectAsync(
          `mqtt://127.0.0.1:${String(port)}`,
          { connectTimeout: 2_000, reconnectPeriod: 500, ...login },
          false,
        );
        const hub = new Hub(client, `gatehouse/${node}`);
        await client.subscribeAsync("#", { qos: 1 });
        return hub;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** The first event of that name (that fits), seen already or yet to come. */
  async event(
    name: string,
    options: { where?: (event: AnyEvent) => boolean; withinMs?: number } = {},
  ): Promise<AnyEvent> {
    return until(() => this.events.find((event) => event.name === name && (options.where?.(event) ?? true)), {
      what: () => `event ${name}; seen: ${[...new Set(this.events.map((event) => event.name))].join(", ")}`,
      withinMs: options.withinMs,
    });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** Resolves with the first value that is not undefined, asked every 50 ms. */
export async function until<Value>(
  ask: () => Value | undefined | Promise<Value | undefined>,
  options: { what: string | (() => string); withinMs?: number | undefined },
): Promise<Value> {
  const deadline = Date.now() + (options.withinMs ?? 15_000);
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > deadline) {
      const { what } = options;
      throw new Error(`did not happen in time: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The pid of the daemon's child that carries this name among its arguments. */
export async function childOf(daemon: Daemon, name: string): Promise<number | undefined> {
  const pid = String(daemon.process.pid);
  const { stdout } = await promisify(execFile)("ps", ["-o", "pid=,args=", "--ppid", pid]).catch(() => ({
    stdout: "",
  }));
  const line = stdout.split("\n").find((each) => each.includes(name));
  return line === undefined ? undefined : Number.parseInt(line, 10);
}
