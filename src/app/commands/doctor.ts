import type { Command } from "commander";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { frameRate } from "./number-options.ts";

interface Options {
  readonly spoof?: boolean;
  readonly camera?: string;
  readonly person?: string;
  readonly seconds: number;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly live?: string;
  readonly photo?: string;
  readonly phone?: string;
  readonly video?: string;
}

/** Adds `gatehouse doctor --spoof`. */
export function registerDoctor(program: Command, context: CommandContext): void {
  program
    .command("doctor")
    .description("attack your own door with pictures, and have face alone switched off where that succeeds")
    .requiredOption("--spoof", "lead through the test, step by step")
    .requiredOption("--camera <name>", "the camera of the configuration to test")
    .option("--person <name>", "the enrolled person who stands there")
    .option("--seconds <number>", "how long each step is watched", frameRate, 8)
    .option("--yes", "do not wait for Enter")
    .option("--live <file>", "a recording of the living person instead of the camera")
    .option("--photo <file>", "a recording of a printed photo")
    .option("--phone <file>", "a recording of a photo on a phone")
    .option("--video <file>", "a recording of a video on a phone")
    .option("--json", "print one JSON object a line")
    .action((options: Options) => run(options, context));
}

async function run(options: Options, context: CommandContext): Promise<void> {
  const { camera, live, photo, phone, video } = options;
  if (camera === undefined) throw new GatehouseError("DOCTOR_USAGE", "say --camera", { kind: "usage" });
  const files = {
    ...(live === undefined ? {} : { live }),
    ...(photo === undefined ? {} : { photo }),
    ...(phone === undefined ? {} : { phone }),
    ...(video === undefined ? {} : { video }),
  };
  // Loaded here: the models' and the media libraries are large, and the help needs neither.
  const { runSpoofTest } = await import("../doctor/run-spoof.ts");
  await runSpoofTest({ ...options, camera, files }, context);
}
