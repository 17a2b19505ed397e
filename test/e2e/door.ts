import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { VISITS } from "../../src/adapters/demo-media/choreography.ts";
import { SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { npmArchiveFetcher } from "../../src/adapters/npm-registry/archive-fetcher.ts";
import { LOCK_COMMAND_TOPIC, LOCK_STATE_TOPIC, PretendLock } from "../../src/app/demo/lock.ts";
import { prepareMedia, type DemoMedia } from "../../src/app/demo/media.ts";
import { GATEHOUSE, House, type Hub } from "./daemon.ts";

const run = promisify(execFile);

/** The demo's film, sound and portrait; composed once, then cached. */
function demoMedia(): Promise<DemoMedia> {
  return prepareMedia({
    cache: join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo"),
    fetcher: async () => npmArchiveFetcher(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

/** Whether the tools that cut films are there; tests that need them skip where they are not. */
export const ffmpegInstalled = ["/usr/bin/ffmpeg", "/usr/local/bin/ffmpeg"].some((path) => existsSync(path));

/** Cuts seconds `from` to `to` out of the demo's film (it has a key frame each second), without encoding. */
async function cut(film: string, span: { from: number; to: number }, target: string): Promise<string> {
  const length = String(span.to - span.from);
  await run("ffmpeg", [
    "-v",
    "error",
    "-y",
    "-ss",
    String(span.from),
    "-i",
    film,
    "-t",
    length,
    "-c",
    "copy",
    target,
  ]);
  return target;
}

/** When the family member, or the stranger, comes into the film and is gone again, s. */
export function visitOf(figure: "family" | "stranger"): { from: number; to: number } {
  const visit = VISITS.find((one) => one.figure === figure);
  if (visit === undefined) throw new Error(`nobody of ${figure} visits`);
  return { from: Math.floor(visit.enters) - 1, to: Math.ceil(visit.gone) + 1 };
}

export interface DoorOptions {
  /** `mqtt:` of the configuration. */
  readonly mqtt: string;
  /** What the camera shows; `film.mp4` of the house. */
  readonly visit: "family" | "stranger" | { readonly from: number; readonly to: number };
  /** Where the camera takes its picture from, if not from that film itself. */
  readonly source?: string;
  readonly loop?: boolean;
  readonly simulated?: boolean;
  readonly relockAfter?: string;
  /** Alternatives that unlock, as YAML; by default a face of the family that accepts replay. */
  readonly unlock?: string;
  /** Who is enrolled; by default Anna. */
  readonly enrolled?: boolean;
  /** `recordings.faces`. */
  readonly faces?: string;
  /** Further lines of the configuration. */
  readonly extra?: string;
  readonly rules: string;
}

/** A house with one camera that shows an excerpt of the demo's film, one lock, and Anna enrolled from another photograph. */
export async function doorHouse(options: DoorOptions): Promise<House> {
  const media = await demoMedia();
  const house = await House.build({
    "gatehouse.yaml": configuration(options),
    "rules/rules.yaml": options.rules,
  });
  const span = typeof options.visit === "string" ? visitOf(options.visit) : options.visit;
  await cut(media.film, span, house.path("film.mp4"));
  if (options.enrolled ?? true) await enrolAnna(house);
  return house;
}

/** Enrols Anna from another photograph than those of the film. */
export async function enrolAnna(house: House): Promise<void> {
  const { portrait } = await demoMedia();
  await gatehouse(house, ["people", "add", "anna", "--group", "family", portrait]);
}

const FACE_OF_FAMILY =
  "[{ by: face, group: family, cameras: [front_door], live: true, alone: true, within: 3s, accepts: replay }]";

function configuration(options: DoorOptions): string {
  return `
node: test
mqtt: ${options.mqtt}
state_dir: state
cameras:
  front_door: { source: "${options.source ?? "film.mp4"}", loop: ${String(options.loop ?? false)} }
devices:
  front_door_lock:
    type: lock
    simulated: ${String(options.simulated ?? true)}
    state: { topic: ${LOCK_STATE_TOPIC}, value: payload.state }
    command: { topic: ${LOCK_COMMAND_TOPIC}, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: ${options.relockAfter ?? "5s"}
    guard:
      unlock: ${options.unlock ?? FACE_OF_FAMILY}
modes: { home: {}, sentry: {} }
notifiers: { phone: { mqtt: test/phone } }
recordings: { before: 3s, after: 2s, faces: ${options.faces ?? "keep"} }
${options.extra ?? ""}
`;
}

/** A rule that opens for the family, in every mode. */
export const OPEN_FOR_FAMILY = `
rules:
  - id: open-for-family
    triggers: [{ trigger: face, group: family, camera: front_door }]
    actions: [{ action: device, unlock: front_door_lock }]
`;

/** Runs a command of Gatehouse in a house; resolves with what it printed, rejects if it fails. */
export async function gatehouse(house: House, words: readonly string[]): Promise<string> {
  const argv = [GATEHOUSE, "--config", house.path("gatehouse.yaml"), ...words];
  const { stdout } = await run(process.execPath, argv, {
    cwd: house.directory,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stdout;
}

/** A lock on the broker that answers like a real one, and remembers every command that reached it. */
export class DoorLock {
  readonly commands: { command: string; at: number }[] = [];

  static async join(hub: Hub): Promise<DoorLock> {
    const door = new DoorLock();
    const lock = new PretendLock(
      { publish: (topic, payload, retain) => void hub.client.publish(topic, payload, { retain, qos: 1 }) },
      new SystemScheduler(),
    );
    hub.client.on("message", (topic, payload) => {
      if (topic !== LOCK_COMMAND_TOPIC) return;
      const { state } = JSON.parse(payload.toString()) as { state: string };
      door.commands.push({ command: state, at: Date.now() });
      lock.onCommand(payload.toString());
    });
    lock.join();
    return Promise.resolve(door);
  }

  /** The commands that have reached it, in order. */
  get received(): string[] {
    return this.commands.map(({ command }) => command);
  }
}
