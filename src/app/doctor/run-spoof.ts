import { createInterface } from "node:readline/promises";
import { dirname } from "node:path";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { sha256OfFile } from "../../adapters/model-files/model-directory.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import { galleryOf } from "../../adapters/people/people-store.ts";
import { writeSpoofTest } from "../../adapters/state-directory/spoof-test-file.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { attempt } from "../evaluate/attempt.ts";
import { doorPolicy } from "../evaluate/door-policy.ts";
import { show, type Shown } from "../evaluate/show.ts";
import { openFaceFileParts } from "../face-files.ts";
import { peopleOf } from "../people/open-people.ts";
import { watchCamera } from "./watch-camera.ts";
import {
  afterRun,
  ATTACK_TEXT,
  ATTACKS,
  passedAttacks,
  spoofTestOf,
  untriedAttacks,
  type SpoofRun,
  type Tried,
} from "./spoof-test.ts";

const STEPS = ["live", ...ATTACKS] as const;
type Step = (typeof STEPS)[number];

export interface SpoofOptions {
  readonly camera: string;
  readonly person?: string;
  readonly seconds: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  /** Recordings in the place of the camera, by step. */
  readonly files: Readonly<Partial<Record<Step, string>>>;
}

const TASKS: Readonly<Record<Step, string>> = {
  live: "Stand before the camera as you would to have the door opened",
  photo: "Hold a printed photo of the person before the camera, and stay out of the picture yourself",
  phone: "Hold a phone that shows a photo of the person before the camera",
  video: "Play a video of the person on a phone before the camera",
};

/** Leads a household through attacking its own door, and keeps the result; refuses with `SPOOF_TEST_FAILED`. */
export async function runSpoofTest(options: SpoofOptions, context: CommandContext): Promise<void> {
  const { config, path } = await context.config();
  const camera = config.cameras[options.camera];
  if (camera === undefined) {
    const known = Object.keys(config.cameras).join(", ") || "none is configured";
    throw usage(`there is no camera ${options.camera}: ${known}`);
  }
  const fromFiles = Object.keys(options.files).length > 0;
  if (!fromFiles && options.yes !== true && !process.stdin.isTTY) {
    throw usage(
      "nobody can press Enter here: say --yes, or give recordings with --live, --photo, --phone and --video",
    );
  }
  const directory = dirname(path);
  const parts = await openFaceFileParts(config.models, directory);
  try {
    const gallery = await peopleFor(parts.model, options.person, context);
    const setup = { door: doorOf(config, options.camera, gallery), thresholds: config.vision, gallery };
    const tried: Partial<Record<Step, Tried>> = {};
    for (const step of STEPS) {
      if (fromFiles && options.files[step] === undefined) continue;
      if (!fromFiles && !(await ready(step, options, context))) continue;
      const { fps } = camera.detect;
      const file = options.files[step];
      const frames: AsyncIterable<Shown> =
        file === undefined
          ? watchCamera({ camera, directory, seconds: options.seconds, signal: context.signal }, parts)
          : show(file, parts, { fps: Math.max(fps, 10), seed: null, signal: context.signal });
      const { allowed, faceFrames, reason, recognized, spoofed } = await attempt(frames, setup);
      const isAimed = recognized || spoofed;
      // A step that was broken off shows nothing, least of all that an attack failed.
      context.signal.throwIfAborted();
      tried[step] = { allowed, faceFrames, isAimed };
      say(
        context,
        options,
        { step, allowed, faceFrames, isAimed, reason },
        stepText(step, { allowed, faceFrames, isAimed, reason }),
      );
    }
    await conclude(tried, { options, context, models: await digests(config.models, directory) });
  } finally {
    await parts.analyser.close();
  }
}

/** The policy's demand, as weak as an attacker could find it: anybody who is enrolled, anywhere in the picture. */
function doorOf(
  config: Parameters<typeof doorPolicy>[0],
  camera: string,
  gallery: Gallery,
): ReturnType<typeof doorPolicy> {
  const door = doorPolicy({ ...config, devices: {} });
  const people = gallery.map(({ name }) => name);
  const factor = { ...door.factor, groups: null, people, cameras: [camera], alone: false };
  const cameras = { [camera]: { replay: false } };
  return { ...door, camera, zones: {}, factor, policies: { ...door.policies, cameras } };
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
  {
    options,
    context,
    models,
  }: { options: SpoofOptions; context: CommandContext; models: Record<string, string> },
): Promise<void> {
  const { live, ...attacks } = tried;
  const wanted = options.person;
  const livePassed = live !== undefined && live.allowed !== null && (wanted ?? live.allowed) === live.allowed;
  const run: SpoofRun = { livePassed, attacks, models, at: new SystemClock().now().at };
  const stateDirectory = await context.stateDirectory();
  const known = spoofTestOf(stateDirectory);
  const isDamaged = known !== null && "damaged" in known;
  const before = known === null || isDamaged ? {} : known.cameras;
  const lost = known !== null && (isDamaged || known.lost);
  const result = afterRun(before[options.camera], run);
  const cameras = { ...before, [options.camera]: result };
  await writeSpoofTest(stateDirectory, `${JSON.stringify({ version: 1, cameras, lost }, null, 2)}\n`);
  const passed = passedAttacks(result);
  const untried = untriedAttacks(result);
  say(
    context,
    options,
    { camera: options.camera, livePassed, passed, untried },
    [
      ...(livePassed ? [] : ["The living person was not let in, so a door that stayed shut proves nothing."]),
      untried.length === 0 ? "" : `Not tried: ${untried.map((kind) => ATTACK_TEXT[kind]).join(", ")}.`,
      "Masks, better screens and made-up video were not tried. This is a test of your own, and certifies nothing.",
    ]
      .filter((line) => line !== "")
      .join("\n"),
  );
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

function stepText(
  step: Step,
  { allowed, faceFrames, isAimed, reason }: Tried & { readonly reason: string | null },
): string {
  const what = step === "live" ? "the living person" : ATTACK_TEXT[step];
  if (allowed !== null) return `${what}: a face alone would have opened, for ${allowed}`;
  if (faceFrames === 0) return `${what}: no face was seen`;
  const worthless = isAimed || step === "live" ? "" : " Nobody enrolled was seen, so this proves nothing.";
  return `${what}: stayed shut: ${reason ?? ""}${worthless}`;
}

async function digests(
  overrides: Readonly<Record<string, string>>,
  base: string,
): Promise<Record<string, string>> {
  const paths = await resolveModels(modelsDirectory(), overrides, base);
  const found: Record<string, string> = {};
  for (const [task, path] of Object.entries(paths)) {
    if (task.startsWith("face-")) found[task] = (await sha256OfFile(path)) ?? "";
  }
  return found;
}

function say({ out }: CommandContext, { json }: SpoofOptions, facts: object, text: string): void {
  out.write(`${json === true ? JSON.stringify(facts) : text}\n`);
}

function usage(message: string): GatehouseError {
  return new GatehouseError("DOCTOR_USAGE", message, { kind: "usage" });
}
