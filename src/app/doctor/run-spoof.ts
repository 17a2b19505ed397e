import { createInterface } from "node:readline/promises";
import { dirname } from "node:path";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { galleryOf } from "../../adapters/people/people-store.ts";
import { writeSpoofTest } from "../../adapters/state-directory/spoof-test-file.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { attempt, type DoorSetup } from "../evaluate/attempt.ts";
import { doorPolicy, type DoorPolicy } from "../evaluate/door-policy.ts";
import { show, type Shown } from "../evaluate/show.ts";
import { openFaceFileParts } from "../face-files.ts";
import { openLiveCamera } from "../live-camera.ts";
import { peopleOf } from "../people/open-people.ts";
import { faceModelDigests, judgingAt } from "./judging.ts";
import { seenFor } from "./seen-for.ts";
import {
  afterRun,
  ATTACK_TEXT,
  ATTACKS,
  passedAttacks,
  spoofTestOf,
  untriedAttacks,
  whyOutdated,
  type Judging,
  type SpoofRun,
  type Tried,
} from "./spoof-test.ts";
import { runText, stepText, strictnessText, TASKS, type Step } from "./spoof-text.ts";

const STEPS = ["live", ...ATTACKS] as const;
/** Analysed pictures a second of a recording at least, as a camera shows while somebody is at the door. */
const LEAST_FILE_FPS = 10;

export interface SpoofOptions {
  readonly camera: string;
  readonly person?: string;
  readonly seconds: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Recordings in the place of the camera, by step. */
  readonly files: Readonly<Partial<Record<Step, string>>>;
}

/** Leads a household through attacking its own door, and keeps the result; refuses with `SPOOF_TEST_FAILED`. */
export async function runSpoofTest(options: SpoofOptions, context: CommandContext): Promise<void> {
  const { config, path } = await context.config();
  demandCamera(options.camera, config);
  const fromFiles = Object.keys(options.files).length > 0;
  if (!fromFiles && options.yes !== true && !process.stdin.isTTY) {
    throw usage(
      "nobody can press Enter here: say --yes, or give recordings with --live, --photo, --phone and --video",
    );
  }
  const models = await faceModelDigests(config, dirname(path));
  const gallery = await peopleFor(models["face-embedding"] ?? "", options.person, context);
  const judging = judgingAt(options.camera, config, models);
  const door = weakestDoor(config, { camera: options.camera, gallery, live: judging.live });
  context.err.write(`${strictnessText(options.camera, judging.live)}\n`);
  const tried: Partial<Record<Step, Tried>> = {};
  for (const step of STEPS) {
    if (fromFiles && options.files[step] === undefined) continue;
    if (!fromFiles && !(await ready(step, options, context))) continue;
    const setup = { door, thresholds: config.vision, gallery };
    tried[step] = await trial(step, setup, { options, context });
  }
  await conclude(tried, { options, context, judging });
}

/** The policies' demand, as weak as an attacker could find it: anybody who is enrolled, anywhere in the picture. */
function weakestDoor(
  config: GatehouseConfig,
  { camera, gallery, live }: { camera: string; gallery: Gallery; live: number | null },
): DoorPolicy {
  const door = doorPolicy({ ...config, devices: {} });
  const people = gallery.map(({ name }) => name);
  const factor = {
    ...door.factor,
    ...{ groups: null, people, cameras: [camera], alone: false, live: live !== null },
  };
  const cameras = { [camera]: { replay: false } };
  return { ...door, camera, zones: {}, factor, policies: { ...door.policies, cameras } };
}

/** Whoever stands there, or what is held before the camera, asks for the door at every picture. */
async function trial(
  step: Step,
  setup: DoorSetup,
  { options, context }: { options: SpoofOptions; context: CommandContext },
): Promise<Tried> {
  const file = options.files[step];
  const frames = file === undefined ? atCamera(options, context) : inFile(file, options, context);
  const { allowed, faceFrames, reason, recognized, spoofed } = await attempt(frames, setup);
  // A step that was broken off shows nothing, least of all that an attack failed.
  context.signal.throwIfAborted();
  const tried = { allowed, faceFrames, isAimed: recognized || spoofed };
  say(context, options, { step, ...tried, reason }, stepText(step, { ...tried, reason }));
  return tried;
}

async function* atCamera(options: SpoofOptions, context: CommandContext): AsyncGenerator<Shown> {
  const camera = await openLiveCamera({ camera: options.camera }, context);
  try {
    for await (const { frame, looks } of seenFor(camera, options.seconds)) {
      yield { t: frame.t, width: frame.width, height: frame.height, looks };
    }
  } finally {
    await camera.close();
  }
}

async function* inFile(file: string, options: SpoofOptions, context: CommandContext): AsyncGenerator<Shown> {
  const { config, path } = await context.config();
  const parts = await openFaceFileParts(config.models, dirname(path));
  const fps = Math.max(config.cameras[options.camera]?.detect.fps ?? 0, LEAST_FILE_FPS);
  try {
    yield* show(file, parts, { fps, seed: null, signal: context.signal });
  } finally {
    await parts.analyser.close();
  }
}

function demandCamera(camera: string, { cameras }: GatehouseConfig): void {
  if (Object.hasOwn(cameras, camera)) return;
  const known = Object.keys(cameras).join(", ") || "none is configured";
  throw usage(`there is no camera ${camera}: ${known}`);
}

async function peopleFor(
  model: string,
  person: string | undefined,
  context: CommandContext,
): Promise<Gallery> {
  const { people } = await (await peopleOf(context)).read();
  const { gallery } = galleryOf(people, model);
  if (gallery.length === 0) throw usage("nobody is enrolled: begin with `gatehouse people add`");
  if (person !== undefined && !gallery.some(({ name }) => name === person)) {
    throw usage(`${person} is not enrolled: there are ${gallery.map(({ name }) => name).join(", ")}`);
  }
  return gallery;
}

async function ready(step: Step, { yes, seconds }: SpoofOptions, context: CommandContext): Promise<boolean> {
  context.err.write(`${TASKS[step]}, for ${seconds} s.\n`);
  if (yes === true) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question("Press Enter when you are ready (s skips this): ", {
      signal: context.signal,
    });
    return answer.trim().toLowerCase() !== "s";
  } finally {
    terminal.close();
  }
}

async function conclude(
  tried: Readonly<Partial<Record<Step, Tried>>>,
  { options, context, judging }: { options: SpoofOptions; context: CommandContext; judging: Judging },
): Promise<void> {
  const { live, ...attacks } = tried;
  const wanted = options.person;
  const livePassed = live !== undefined && live.allowed !== null && (wanted ?? live.allowed) === live.allowed;
  const run: SpoofRun = { livePassed, attacks, ...judging, at: new SystemClock().now().at };
  const stateDirectory = await context.stateDirectory();
  const known = spoofTestOf(stateDirectory);
  const isDamaged = known !== null && "damaged" in known;
  const earlier = known === null || isDamaged ? {} : known.cameras;
  const lost = known !== null && (isDamaged || known.lost);
  const before = earlier[options.camera];
  const outdated = before === undefined ? null : whyOutdated(before, judging);
  if (outdated !== null)
    context.err.write(`What was withstood before no longer counts, because ${outdated}.\n`);
  const result = afterRun(before, run);
  const cameras = { ...earlier, [options.camera]: result };
  await writeSpoofTest(stateDirectory, `${JSON.stringify({ version: 1, cameras, lost }, null, 2)}\n`);
  const passed = passedAttacks(result);
  const untried = untriedAttacks(result);
  const facts = { camera: options.camera, livePassed, passed, untried, live: judging.live };
  say(context, options, facts, runText({ livePassed, untried }));
  if (passed.length > 0) {
    const what = passed.map((kind) => ATTACK_TEXT[kind]).join(" and ");
    const message =
      `${what} passed at ${options.camera}: a face alone opens nothing there until a challenge or a second ` +
      "factor is set, or this test is repeated and passes";
    throw new GatehouseError("SPOOF_TEST_FAILED", message, { kind: "refused" });
  }
  if (!livePassed)
    throw new GatehouseError("SPOOF_TEST_INCONCLUSIVE", "the test shows nothing: repeat it", {
      kind: "refused",
    });
}

function say({ out }: CommandContext, { json }: SpoofOptions, facts: object, text: string): void {
  out.write(`${json === true ? JSON.stringify(facts) : text}\n`);
}

function usage(message: string): GatehouseError {
  return new GatehouseError("DOCTOR_USAGE", message, { kind: "usage" });
}
