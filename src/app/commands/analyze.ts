import type { Command } from "commander";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { settingsOf, type Settings } from "../evaluate/settings.ts";
import { frameRate } from "./number-options.ts";

interface Options {
  readonly camera?: string;
  readonly fps: number;
  readonly json?: boolean;
}

/** Adds `gatehouse analyze`. */
export function registerAnalyze(program: Command, context: CommandContext): void {
  program
    .command("analyze <file>")
    .description("say what a camera would notice in a clip, or in a photo shown to it for two seconds")
    .option("--camera <name>", "with the zones of this camera of the configuration")
    .option("--fps <number>", "analysed pictures a second", frameRate, 10)
    .option("--json", "print one JSON object a line; times are ms from the clip's start")
    .action(async (path: string, options: Options) => {
      const named = program.opts<{ config?: string }>().config !== undefined;
      await runAnalyze({ ...options, path }, context, await settingsOf(context, named));
    });
}

async function runAnalyze(
  options: Options & { readonly path: string },
  context: CommandContext,
  settings: Settings,
): Promise<void> {
  const camera = cameraOf(settings, options.camera);
  // Loaded here: the models' and the media libraries are large, and the help needs neither.
  const { openFaceFileParts } = await import("../face-files.ts");
  const { analyse, lineOf } = await import("../evaluate/analysis.ts");
  const { config, directory } = settings;
  const parts = await openFaceFileParts(config.models, directory);
  try {
    const gallery = settings.path === null ? [] : await peopleFor(parts.model, context);
    const { signal } = context;
    const found = analyse(options.path, parts, {
      ...{ camera, gallery, thresholds: config.vision, zones: config.cameras[camera]?.zones ?? {} },
      show: { fps: options.fps, seed: 1, signal, people: config.vision.people },
    });
    let count = 0;
    for await (const noticed of found) {
      count += 1;
      context.out.write(`${options.json === true ? JSON.stringify(noticed.facts) : lineOf(noticed)}\n`);
    }
    if (count === 0 && options.json !== true) context.out.write("Nobody was noticed.\n");
  } finally {
    await parts.analyser.close();
  }
}

/** The camera whose eyes the file is seen with. */
function cameraOf({ config }: Settings, wanted: string | undefined): string {
  const cameras = Object.keys(config.cameras);
  if (wanted === undefined) return cameras.length === 1 ? (cameras[0] ?? "file") : "file";
  if (cameras.includes(wanted)) return wanted;
  const known = cameras.length === 0 ? "none is configured" : `there are ${cameras.join(", ")}`;
  throw new GatehouseError("ANALYZE_CAMERA_UNKNOWN", `there is no camera ${wanted}: ${known}`, {
    kind: "usage",
  });
}

/** Who is enrolled with this model; the others are named on standard error. */
async function peopleFor(model: string, context: CommandContext): Promise<Gallery> {
  const { peopleOf } = await import("../people/open-people.ts");
  const { galleryOf } = await import("../../adapters/people/people-store.ts");
  const { people, unreadable } = await (await peopleOf(context)).read();
  for (const { name, error } of unreadable) {
    context.err.write(`${name} is not recognised here: ${error.message}\n`);
  }
  const { gallery, outdated } = galleryOf(people, model);
  for (const name of outdated) {
    context.err.write(`${name} was enrolled with another model and is not recognised: enrol ${name} again\n`);
  }
  return gallery;
}
