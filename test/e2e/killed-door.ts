import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { connectAsync, type MqttClient } from "mqtt";
import { openJournalReader, journalPath } from "../../src/adapters/sqlite/journal.ts";
import { House, until } from "./daemon.ts";

const PROGRAM = fileURLToPath(new URL("../fakes/failing-daemon.fake.mjs", import.meta.url));
/** How long the bolt moves. */
const BOLT_MS = 40;
/** From the guard's yes until the lock hears it: 2 s to hand it over, 2 s for the broker's answer. */
const LATE_MS = 4_000;

interface PlayedLock {
  bolt: "LOCKED" | "UNLOCKED";
  readonly heard: { readonly command: string; readonly at: number }[];
}

/** All locks of these tests, on one connection. */
export class PlayedLocks {
  readonly #client: MqttClient;
  readonly #locks = new Map<string, PlayedLock>();

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on("message", (topic, payload) => this.#hear(topic.split("/")[1] ?? "", payload.toString()));
  }

  static async join(port: number): Promise<PlayedLocks> {
    const client = await connectAsync(`mqtt://127.0.0.1:${String(port)}`);
    const locks = new PlayedLocks(client);
    await client.subscribeAsync("locks/+/set", { qos: 0 });
    return locks;
  }

  of(name: string): PlayedLock {
    const known = this.#locks.get(name);
    if (known !== undefined) return known;
    const fresh: PlayedLock = { bolt: "LOCKED", heard: [] };
    this.#locks.set(name, fresh);
    return fresh;
  }

  async leave(): Promise<void> {
    await this.#client.endAsync(true);
  }

  #hear(name: string, command: string): void {
    const lock = this.of(name);
    lock.heard.push({ command, at: Date.now() });
    lock.bolt = command === "UNLOCK" ? "UNLOCKED" : "LOCKED";
    const state = lock.bolt;
    setTimeout(
      () => this.#client.publish(`locks/${name}`, JSON.stringify({ state }), { retain: true }),
      BOLT_MS,
    );
  }
}

/** Where a house of these tests finds its broker, and the name by which it finds its lock. */
export interface Place {
  readonly port: number;
  readonly name: string;
  readonly locks: PlayedLocks;
}

/** One start of the brain. */
class Start {
  readonly #process: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = "";
  #complaints = "";

  constructor(house: House, failpoint: string) {
    this.#process = spawn(process.execPath, [PROGRAM, house.path("gatehouse.yaml"), house.path("state")], {
      env: { ...process.env, FAILPOINT: failpoint },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#ended = once(this.#process, "exit");
    this.#process.stdout?.setEncoding("utf8").on("data", (text: string) => (this.#said += text));
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#complaints += text));
  }

  async says(word: string): Promise<void> {
    await until(
      () => {
        if (this.#process.exitCode !== null) throw new Error(`it ended: ${this.#complaints}`);
        return this.#said.split("\n").includes(word) ? true : undefined;
      },
      { what: () => `it says ${word}, not only ${this.#said} ${this.#complaints}`, withinMs: 90_000 },
    );
  }

  /** Resolves when it has died by itself. */
  async dies(): Promise<void> {
    await until(() => (this.#process.signalCode === null ? undefined : true), {
      what: () => `it dies; it said ${this.#said} ${this.#complaints}`,
      withinMs: 90_000,
    });
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) this.#process.kill(signal);
    await this.#ended;
  }
}

/** Where a start is killed: at a failpoint, or so long after Ana begins to look. */
export type KilledAt =
  { readonly failpoint: string } | { readonly word: "started" | "looking"; readonly afterMs: number };

/** How one house fared that was killed once. */
export interface Fate {
  readonly bolt: "LOCKED" | "UNLOCKED";
  /** What the lock heard. */
  readonly heard: readonly string[];
  /** Unlocks that the lock heard later than it may after the guard's yes, or without it. */
  readonly lateOrUnasked: number;
}

/** Starts a house at whose door Ana stands, kills it, starts it again, and waits until nothing happens any more. */
export async function killedOnce(killed: KilledAt, at: Place): Promise<Fate> {
  return inHouse(at, async (house) => {
    const first = new Start(house, "failpoint" in killed ? killed.failpoint : "");
    if ("failpoint" in killed) await first.dies();
    else {
      await first.says(killed.word);
      await new Promise((resolve) => setTimeout(resolve, killed.afterMs));
      await first.end("SIGKILL");
    }
    await endsQuietly(new Start(house, ""));
  });
}

/** Starts a house at whose door Ana stands, and waits until nothing happens any more. */
export function leftAlone(at: Place): Promise<Fate> {
  return inHouse(at, (house) => endsQuietly(new Start(house, "")));
}

async function endsQuietly(start: Start): Promise<void> {
  try {
    await start.says("quiet");
  } finally {
    await start.end("SIGTERM");
  }
}

async function inHouse(at: Place, live: (house: House) => Promise<void>): Promise<Fate> {
  const house = await House.build({ "gatehouse.yaml": configuration(at), "rules/rules.yaml": RULES });
  const lock = at.locks.of(at.name);
  try {
    await mkdir(house.path("state"));
    await live(house);
    const heard = lock.heard.map(({ command }) => command);
    return { bolt: lock.bolt, heard, lateOrUnasked: await lateOrUnasked(house, lock) };
  } finally {
    await house.remove();
  }
}

async function lateOrUnasked(house: House, lock: PlayedLock): Promise<number> {
  const journal = await openJournalReader(journalPath(house.path("state")));
  const allowed = await journal.reader.events({ names: ["request.allowed"] });
  journal.close();
  const yes = allowed.flatMap((event) =>
    event.name === "request.allowed" && event.action === "unlock" ? [event.at] : [],
  );
  const unlocks = lock.heard.filter(({ command }) => command === "UNLOCK");
  return unlocks.filter(({ at }) => !yes.some((time) => at >= time - 5 && at - time <= LATE_MS)).length;
}

const RULES = `
rules:
  - id: open-for-family
    triggers: [{ trigger: face, group: family, camera: front_door }]
    actions: [{ action: device, unlock: front_door_lock }]
`;

function configuration({ port, name }: { port: number; name: string }): string {
  return `
node: ${name}
mqtt: { url: "mqtt://127.0.0.1:${String(port)}" }
state_dir: state
cameras:
  front_door: { source: "rtsp://127.0.0.1:9/none" }
devices:
  front_door_lock:
    type: lock
    state: { topic: locks/${name}, value: payload.state }
    command: { topic: locks/${name}/set, lock: LOCK, unlock: UNLOCK }
    relock_after: 1s
    guard:
      unlock: [{ by: face, group: family, cameras: [front_door], live: true, within: 3s, accepts: replay }]
`;
}
