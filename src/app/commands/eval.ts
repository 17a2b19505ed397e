import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { progressOn } from "../evaluate/progress.ts";
import { doorText, facesText, spoofText } from "../evaluate/report.ts";
import { settingsOf, type Settings } from "../evaluate/settings.ts";
import { FAR_KEYS } from "../evaluate/verification.ts";
import type { FaceFileParts } from "../face-files.ts";
import { registerEvalVoice } from "./eval-voice.ts";
import { registerEvalWake } from "./eval-wake.ts";
import { frameRate, wholeNumber } from "./number-options.ts";

type EvalContext = Pick<CommandContext, "config" | "out" | "err" | "signal">;

interface Common {
  readonly json?: boolean;
}
interface FacesOptions extends Common {
  readonly pairs: string;
  readonly images: string;
}
interface ShowingOptions extends Common {
  readonly fps: number;
}
interface AnyDoorOptions extends ShowingOptions {
  readonly seed: number;
  readonly lock?: string;
  readonly assumeLive?: boolean;
}
interface DoorOptions extends AnyDoorOptions {
  readonly gallery: string;
  readonly probes: string;
}
interface InTurnChoices extends AnyDoorOptions {
  readonly people: string;
}
interface ImpostorsChoices extends Common {
  readonly images: string;
  readonly samePerson?: string;
  readonly photos: number;
  readonly trials: number;
  readonly looks: number;
  readonly seed: number;
}
interface SpoofOptions extends ShowingOptions {
  readonly live: string;
  readonly attack: string;
}

/** Adds `gatehouse eval faces | door | door-in-turn | impostors | spoof | voice`. */
export function registerEval(program: Command, context: EvalContext): void {
  const named = (): boolean => program.opts<{ config?: string }>().config !== undefined;
  const settings = (): Promise<Settings> => settingsOf(context, named());
  const evaluate = program
    .command("eval")
    .description("measure the models and the door policy on pictures and recordings of your own");
  const showing = (command: Command): Command =>
    command
      .option("--fps <number>", "analysed pictures a second", frameRate, 10)
      .option("--json", "print one JSON object");
  evaluate
    .command("faces")
    .description("how well faces are told apart, by the protocol of Labeled Faces in the Wild")
    .requiredOption("--pairs <file>", "pairs of pictures, in the form of LFW's pairs.txt")
    .requiredOption("--images <folder>", "folder with NAME/NAME_0001.jpg …")
    .option("--json", "print one JSON object")
    .action(async (options: FacesOptions) => runEvalFaces(options, context, await settings()));
  const atDoor = (command: Command): Command =>
    showing(
      command
        .option("--seed <number>", "how photos move while they are shown for two seconds", wholeNumber, 1)
        .option("--lock <name>", "judge by the policy of this lock of the configuration")
        .option("--assume-live", "take every face for a living one: measures recognition alone"),
    );
  atDoor(
    evaluate
      .command("door")
      .description("whom the door policy lets in, track by track: your people, and strangers")
      .requiredOption(
        "--gallery <folder>",
        "a folder for each person, with the photos or clips to enrol from",
      )
      .requiredOption("--probes <folder>", "the same with who comes to the door, and a folder _strangers"),
  ).action(async (options: DoorOptions) => runEvalDoor(options, context, await settings()));
  atDoor(
    evaluate
      .command("door-in-turn")
      .description("the same with each photo or clip in turn as the only one that is enrolled")
      .requiredOption("--people <folder>", "a folder for each person, with photos or clips"),
  ).action(async (options: InTurnChoices) => runEvalDoor(options, context, await settings()));
  evaluate
    .command("impostors")
    .description("how often somebody comes in at the doors of many households of five others")
    .requiredOption("--images <folder>", "a folder for each person, with photos")
    .option(
      "--same-person <file>",
      "names that are one person's, a person a line, as in `Nan_Wang = Wang_Nan`",
    )
    .option("--photos <number>", "photos that each is enrolled from, if there are so many", wholeNumber, 1)
    .option("--trials <number>", "visits of impostors", wholeNumber, 100_000)
    .option("--looks <number>", "looks at each photo, disturbed by chance", wholeNumber, 6)
    .option("--seed <number>", "how photos are disturbed, and who is enrolled together", wholeNumber, 1)
    .option("--json", "print one JSON object")
    .action(async (options: ImpostorsChoices) => runEvalImpostors(options, context, await settings()));
  showing(
    evaluate
      .command("spoof")
      .description("whether the liveness check passes living faces and refuses pictures of faces")
      .requiredOption("--live <folder>", "photos or clips of living people before the camera")
      .requiredOption("--attack <folder>", "photos or clips of pictures and screens before the camera"),
  ).action(async (options: SpoofOptions) => runEvalSpoof(options, context, await settings()));
  registerEvalVoice(evaluate, context);
  registerEvalWake(evaluate, context);
}

async function runEvalFaces(options: FacesOptions, context: EvalContext, settings: Settings): Promise<void> {
  const { parsePairs } = await import("../evaluate/pairs.ts");
  const list = parsePairs(await readText(options.pairs, "pairs"), options.pairs);
  const result = await withModels(settings, { embedFlawed: true }, async ({ analyser }) => {
    const { evaluateFaces } = await import("../evaluate/faces.ts");
    return evaluateFaces({
      ...{ list, directory: options.images, analyser, signal: context.signal },
      progress: progressOn(context.err, "pictures"),
    });
  });
  if (options.json !== true) {
    context.out.write(facesText(result));
    return;
  }
  const { accuracy, rates, undetected, ...counts } = result;
  const present = FAR_KEYS.flatMap((key) => (rates[key] === undefined ? [] : [[key, rates[key]] as const]));
  const facts = {
    ...counts,
    accuracy: accuracy.mean,
    accuracySd: accuracy.sd,
    threshold: accuracy.threshold,
    tarAtFar: Object.fromEntries(present.map(([key, { tar }]) => [key, tar])),
    thresholdAtFar: Object.fromEntries(present.map(([key, { threshold }]) => [key, threshold])),
    undetected: undetected.length,
    undetectedFiles: undetected,
  };
  context.out.write(`${JSON.stringify(facts)}\n`);
}

async function runEvalDoor(
  options: DoorOptions | InTurnChoices,
  context: EvalContext,
  settings: Settings,
): Promise<void> {
  const { doorPolicy, policyFacts } = await import("../evaluate/door-policy.ts");
  const { evaluateDoor } = await import("../evaluate/door.ts");
  const { evaluateDoorInTurn } = await import("../evaluate/door-in-turn.ts");
  const door = doorPolicy(settings.config, options.lock);
  const assumeLive = options.assumeLive ?? false;
  const result = await withModels(settings, {}, (parts) => {
    const common = {
      ...{ parts, door, thresholds: settings.config.vision, assumeLive },
      show: { fps: options.fps, seed: options.seed, signal: context.signal },
      progress: progressOn(context.err, "files"),
    };
    return "people" in options
      ? evaluateDoorInTurn({ ...common, people: options.people })
      : evaluateDoor({ ...common, gallery: options.gallery, probes: options.probes });
  });
  const policy = policyFacts(door, { configuration: settings.path, assumeLive });
  context.out.write(
    options.json === true
      ? `${JSON.stringify({ ...result, decisionMs: result.decisionMs ?? { p50: null, p95: null }, policy })}\n`
      : doorText(result, policy),
  );
}

async function runEvalImpostors(
  options: ImpostorsChoices,
  context: EvalContext,
  settings: Settings,
): Promise<void> {
  const { doorPolicy } = await import("../evaluate/door-policy.ts");
  const { evaluateImpostors } = await import("../evaluate/impostors.ts");
  const { impostorsText } = await import("../evaluate/impostors-report.ts");
  const { parseSamePerson } = await import("../evaluate/same-person.ts");
  const { images, trials, looks, seed, samePerson: path } = options;
  const photosEach = Math.max(1, options.photos);
  const text = path === undefined ? "" : await readText(path, "names");
  const { openAnalysers } = await import("../evaluate/analysers.ts");
  const analysers = await openAnalysers(settings.config.models, settings.directory);
  try {
    const result = await evaluateImpostors({
      ...{ images, trials, looks, photosEach, seed, analysers, signal: context.signal },
      samePerson: (known) => parseSamePerson(text, { path: path ?? "", known }),
      door: doorPolicy(settings.config),
      thresholds: settings.config.vision,
      progress: progressOn(context.err, "done"),
    });
    context.out.write(options.json === true ? `${JSON.stringify(result)}\n` : impostorsText(result));
  } finally {
    await Promise.all(analysers.map((analyser) => analyser.close()));
  }
}

async function runEvalSpoof(options: SpoofOptions, context: EvalContext, settings: Settings): Promise<void> {
  const { evaluateSpoof } = await import("../evaluate/spoof.ts");
  const result = await withModels(settings, {}, (parts) =>
    evaluateSpoof({
      ...{ live: options.live, attack: options.attack, parts, thresholds: settings.config.vision },
      // Moving a photo draws it anew, and how it is drawn is what the check looks at.
      show: { fps: options.fps, seed: null, signal: context.signal },
      progress: progressOn(context.err, "files"),
    }),
  );
  context.out.write(options.json === true ? `${JSON.stringify(result)}\n` : spoofText(result));
}

async function withModels<Result>(
  { config, directory }: Settings,
  options: { readonly embedFlawed?: boolean },
  use: (parts: FaceFileParts) => Promise<Result>,
): Promise<Result> {
  // Loaded here: the models' and the media libraries are large, and the help needs neither.
  const { openFaceFileParts } = await import("../face-files.ts");
  const parts = await openFaceFileParts(config.models, directory, options);
  try {
    return await use(parts);
  } finally {
    await parts.analyser.close();
  }
}

async function readText(path: string, what: "pairs" | "names"): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (what === "pairs") {
      throw new GatehouseError(
        "EVAL_PAIRS_MISSING",
        `the list of pairs ${path} cannot be read: check the path`,
        { kind: "missing", cause },
      );
    }
    throw new GatehouseError(
      "EVAL_NAMES_MISSING",
      `the list of names ${path} cannot be read: check the path`,
      { kind: "missing", cause },
    );
  }
}
