import type { Command } from "commander";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { seconds } from "./number-options.ts";

interface Options {
  readonly spoof?: boolean;
  readonly journal?: boolean;
  readonly camera?: string;
  readonly person?: string;
  readonly seconds?: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly live?: string;
  readonly photo?: string;
  readonly phone?: string;
  readonly video?: string;
}

/** How long a camera is watched, and how long each step of a spoof test takes, s. */
const WATCH_SECONDS = 10;
const STEP_SECONDS = 8;

/** Adds `gatehouse doctor`: what is well, what is not, and what to do about it. */
export function registerDoctor(program: Command, context: CommandContext): void {
  program
    .command("doctor")
    .description(
      "watch a camera (--camera), or attack your own door with pictures (--spoof), and say what to change",
    )
    .option("--camera <name>", "say how well faces are seen at this camera, and what to change")
    .option("--spoof", "attack your own door with pictures; face alone is switched off where that succeeds")
    .option("--journal", "say whether the journal's decisions are as they were written, and judge them again")
    .option("--seconds <number>", "how long the camera, or each step of the attack, is watched", seconds)
    .option("--person <name>", "with --spoof: the enrolled person who stands there")
    .option("--yes", "with --spoof: do not wait for Enter")
    .option("--live <file>", "with --spoof: a recording of the living person instead of the camera")
    .option("--photo <file>", "with --spoof: a recording of a printed photo")
    .option("--phone <file>", "with --spoof: a recording of a photo on a phone")
    .option("--video <file>", "with --spoof: a recording of a video on a phone")
    .option("--json", "print facts, one JSON object a line")
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: CommandContext): Promise<void> {
  const { camera } = options;
  if (options.journal === true) {
    const { runJournalDoctor } = await import("../doctor/run-journal.ts");
    await runJournalDoctor(options, context);
    return;
  }
  if (camera === undefined) {
    if (options.spoof === true)
      throw new GatehouseError("DOCTOR_USAGE", "say with --camera which camera to attack", { kind: "usage" });
    const { runDoctor } = await import("../doctor/run-doctor.ts");
    await runDoctor(options, context);
    return;
  }
  // Loaded here: the models' and the media libraries are large, and the help needs neither.
  if (options.spoof === true) {
    const { runSpoofTest } = await import("../doctor/run-spoof.ts");
    const spoof = { ...options, camera, seconds: options.seconds ?? STEP_SECONDS, files: filesOf(options) };
    await runSpoofTest(spoof, context);
    return;
  }
  const { runCameraDoctor } = await import("../doctor/camera/run-camera.ts");
  await runCameraDoctor({ ...options, camera, seconds: options.seconds ?? WATCH_SECONDS }, context);
}

function filesOf({ live, photo, phone, video }: Options): Readonly<Record<string, string>> {
  const named = Object.entries({ live, photo, phone, video });
  return Object.fromEntries(named.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
