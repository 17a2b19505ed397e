import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestContext } from "vitest";
import { LOCK_COMMAND_TOPIC, LOCK_STATE_TOPIC } from "../../src/app/demo/lock.ts";
import { freePort } from "../fakes/free-port.ts";
import { JpegCamera, type Jpeg } from "../fakes/jpeg-camera.ts";
import { Daemon, House, Hub, until, type AnyEvent } from "./daemon.ts";
import { DoorLock, gatehouse } from "./door.ts";

const run = promisify(execFile);

/** Pictures a second of the camera; as many as are analysed while somebody is asked. */
export const CAMERA_FPS = 15;
/** A little more than the guard wants a connection to have stood. */
const SETTLE_MS = 2_500;
/** Somebody who was recognised so long ago comes anew: the policy wants it within a minute. */
const RECOGNISED_MS = 40_000;
/** Somebody who was asked begins to do it after so long. */
const REACTION_MS = 600;

/** The part of a clip of signer C around the face, which is in its middle: mirrored it is in the same place. */
export const FACE_OF_SIGNER = "crop=320:240:146:10,scale=640:480";

/** The pictures of a clip, 30 a second, through a filter of ffmpeg. */
export async function picturesOf(house: House, clip: string, filter: string): Promise<readonly Jpeg[]> {
  const folder = house.path(`pictures-${String(Date.now())}`);
  await mkdir(folder);
  const words = ["-v", "error", "-i", clip, "-vf", filter, "-q:v", "3", join(folder, "%04d.jpg")];
  await run("ffmpeg", words);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** Pictures of nothing, which are never quite the same. */
async function emptyPictures(house: House): Promise<readonly Jpeg[]> {
  const folder = house.path("empty");
  await mkdir(folder);
  const nothing = "color=c=gray:s=640x480:r=30:d=0.2,noise=alls=8:allf=t";
  await run("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", nothing, join(folder, "%d.jpg")]);
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
}

/** What is said when an attempt has failed; another one follows in the same breath. */
const GIVEN_UP = "That did not work.";

/** Why a challenge fails before a camera that shows too little. */
const DISTURBED = /out of view|not be seen|not seen|seen well|it was not clear|showed nothing|not surely/;

/** How a request ended, and the attempts before that failed. */
interface Visit {
  readonly end: AnyEvent;
  readonly failures: readonly AnyEvent[];
}

export interface AskedDoorOptions {
  readonly challenge: "turn-head" | "say-code";
  /** Who is enrolled, and the clips or photographs from which. */
  readonly enrolled: { readonly name: string; readonly from: readonly string[] };
  /** The program that speaks: a shell script that gets the text on its input. */
  readonly speak: string;
  /** Further lines of the configuration. */
  readonly extra?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Puts further files there before the daemon starts. */
  readonly prepare?: (house: House) => Promise<void>;
}

/** The real daemon at a door that asks for something, its camera, its lock, and somebody who listens to what it says. */
export class AskedDoor {
  readonly house: House;
  readonly camera: JpegCamera;
  readonly hub: Hub;
  readonly lock: DoorLock;
  readonly daemon: Daemon;
  readonly #empty: readonly Jpeg[];
  #heard = 0;
  #recognisedMs = 0;

  private constructor(
    parts: Pick<AskedDoor, "house" | "camera" | "hub" | "lock" | "daemon">,
    empty: readonly Jpeg[],
  ) {
    ({ house: this.house, camera: this.camera, hub: this.hub } = parts);
    ({ lock: this.lock, daemon: this.daemon } = parts);
    this.#empty = empty;
  }

  static async open(options: AskedDoorOptions): Promise<AskedDoor> {
    const { name, from } = options.enrolled;
    const port = await freePort();
    const house = await House.build({ "speak.sh": options.speak, "said.txt": "" });
    const empty = await emptyPictures(house);
    const camera = await JpegCamera.start({ fps: CAMERA_FPS, resting: empty });
    await house.write("gatehouse.yaml", configuration(options, { port, source: camera.url, house }));
    await options.prepare?.(house);
    await gatehouse(house, ["people", "add", name, "--group", "family", ...from]);
    const daemon = new Daemon(house, options.env);
    const hub = await Hub.connect(port, "test");
    const lock = await DoorLock.join(hub);
    await hub.event("sensor.recovered", { withinMs: 30_000 });
    // Nothing is opened in the first moments of a connection to the broker.
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    return new AskedDoor({ house, camera, hub, lock, daemon }, empty);
  }

  /** Shows somebody at the door from now on; resolves when they have been recognised. */
  async comes(pictures: readonly Jpeg[]): Promise<void> {
    const before = this.hub.events.length;
    this.camera.rest(pictures);
    await this.#after(before, { name: "face.recognized", withinMs: 30_000 });
    this.#recognisedMs = performance.now();
  }

  /** Nobody is there any more; resolves when that has been noticed. */
  async goes(): Promise<void> {
    const before = this.hub.events.length;
    this.camera.rest(this.#empty);
    await this.#after(before, { name: "person.left", withinMs: 20_000 });
  }

  /** The home hub asks for the door; resolves with the request's id. */
  async askToOpen(): Promise<string> {
    const before = this.hub.events.length;
    // Whatever was said before is of no interest any more.
    this.#heard = (await this.#said()).length;
    await this.hub.client.publishAsync("gatehouse/test/device/front_door_lock/set", "UNLOCK");
    const made = await this.#after(before, { name: "request.made", withinMs: 10_000 });
    return String(made["request"]);
  }

  /**
   * Somebody comes, and the hub asks for the door until they are challenged: a machine that has much to do may not have
   * seen them well just now, and after a challenge that failed none is made for a while. Resolves with the request's id.
   */
  async isChallenged(pictures: readonly Jpeg[]): Promise<string> {
    await this.comes(pictures);
    const deadline = performance.now() + 150_000;
    for (;;) {
      const request = await this.askToOpen();
      const begun = await until(() => this.#challenged(request) ?? this.#end(request), { what: "an answer" });
      if (begun.name === "challenge.issued") return request;
      if (performance.now() > deadline) throw new Error(`nobody was challenged:\n${this.story()}`);
      await new Promise((resolve) =>
        setTimeout(resolve, begun["code"] === "CHALLENGE_BACK_OFF" ? 4_000 : 200),
      );
      if (performance.now() - this.#recognisedMs < RECOGNISED_MS) continue;
      await this.goes();
      await this.comes(pictures);
    }
  }

  /** How a request ended. */
  ending(request: string): Promise<AnyEvent> {
    const what = (): string => `an end of the request:\n${this.story()}`;
    return until(() => this.#end(request), { what, withinMs: 100_000 });
  }

  /** Has somebody do what is asked, prompt by prompt, until the request has ended; attempts are counted from 1. */
  async obeys(request: string, act: (said: string, attempt: number) => Promise<void>): Promise<AnyEvent> {
    for (;;) {
      const said = await this.#prompt(request);
      if (said === null) return this.ending(request);
      if (said !== GIVEN_UP) await act(said, said.startsWith(GIVEN_UP) ? 2 : 1);
    }
  }

  /**
   * What comes of a visit on which the machine has looked often enough: where too much else goes on, pictures are missing,
   * and then that is why a challenge fails. Resolves with the request's end and the failures before it. Skips the test if
   * that happens twice on a machine that has more to do than it can.
   */
  async undisturbed(test: Pick<TestContext, "skip">, visit: () => Promise<AnyEvent>): Promise<Visit> {
    for (let tries = 1; ; tries += 1) {
      const end = await visit();
      const failures = this.failuresOf(end);
      const reasons = [end["reason"], ...failures.map(({ why }) => why)];
      const isDisturbed = reasons.some((reason) => DISTURBED.test(String(reason)));
      if (end.name === "request.completed" || !isDisturbed) return { end, failures };
      if (tries === 2) {
        const [load = 0] = loadavg();
        test.skip(
          load > 1.5 * availableParallelism(),
          `the camera shows too little at a load of ${String(load)}`,
        );
        return { end, failures };
      }
      await this.goes();
    }
  }

  failuresOf({ request }: AnyEvent): readonly AnyEvent[] {
    return this.hub.events.filter(
      (event) => event.name === "challenge.failed" && event["request"] === request,
    );
  }

  async close(): Promise<void> {
    await this.daemon.stop();
    await this.hub.close();
    await this.camera.stop();
    await this.house.remove();
  }

  /** What is said next, when it has been said and somebody would begin to do it; null if the request has ended before. */
  async #prompt(request: string): Promise<string | null> {
    const next = await until(
      async () => {
        const done = (await this.#said())[this.#heard];
        if (done !== undefined) return done;
        return this.#end(request) === undefined ? undefined : null;
      },
      { what: () => `something is said:\n${this.story()}`, withinMs: 60_000 },
    );
    if (next === null) return null;
    this.#heard += 1;
    await new Promise((resolve) => setTimeout(resolve, REACTION_MS));
    return next;
  }

  /** Everything that has been said to its end. */
  async #said(): Promise<readonly string[]> {
    return (await readFile(this.house.path("said.txt"), "utf8")).split("\n").filter((line) => line !== "");
  }

  #challenged(request: string): AnyEvent | undefined {
    return this.hub.events.find((event) => event.name === "challenge.issued" && event["request"] === request);
  }

  #end(request: string): AnyEvent | undefined {
    const ends = /^request\.(denied|completed|expired)$/;
    return this.hub.events.find((event) => ends.test(event.name) && event["request"] === request);
  }

  #after(before: number, { name, withinMs }: { name: string; withinMs: number }): Promise<AnyEvent> {
    return until(() => this.hub.events.slice(before).find((event) => event.name === name), {
      what: () => `event ${name}:\n${this.story(before)}`,
      withinMs,
    });
  }

  /** What has happened so far, for whoever reads why a test failed. */
  story(since = 0): string {
    return this.hub.events
      .slice(since)
      .map(({ name, why, reason }) =>
        [name, why, reason].filter((word) => typeof word === "string").join(" "),
      )
      .join("\n");
  }
}

function configuration(
  { challenge, extra }: AskedDoorOptions,
  { port, source, house }: { port: number; source: string; house: House },
): string {
  return `
node: test
mqtt: { embedded: { port: ${String(port)} } }
state_dir: state
logging: { level: debug }
cameras:
  front_door: { source: "${source}" }
voice: { reply: { command: [sh, "${house.path("speak.sh")}", "${house.path("said.txt")}"] } }
devices:
  front_door_lock:
    type: lock
    # Pictures over HTTP carry no times, so they open no real door.
    simulated: true
    state: { topic: ${LOCK_STATE_TOPIC}, value: payload.state }
    command: { topic: ${LOCK_COMMAND_TOPIC}, lock: '{"state":"LOCK"}', unlock: '{"state":"UNLOCK"}' }
    relock_after: 3s
    guard:
      unlock:
        - { by: face, group: family, cameras: [front_door], challenge: ${challenge}, within: 60s }
modes: { home: {} }
${extra ?? ""}
`;
}

/** Speaks without a sound: it takes the time that a voice would take. */
export const SPEAK_SILENTLY = `
text=$(cat)
sleep 1.6
echo "$text" >> "$1"
`;
