import { rename, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { silentLogger } from "../../runtime/logger.ts";
import type { CommandContext } from "../command-context.ts";
import { cardPath, type WakeCard } from "../wake/card.ts";
import { wholeNumber } from "./number-options.ts";

type WakeContext = Pick<CommandContext, "out" | "err" | "signal">;

interface TrainOptions {
  readonly output: string;
  readonly recordings?: string;
  readonly background: readonly string[];
  readonly seed: number;
  readonly json?: boolean;
}

const HELP = `
The phrase is spoken by every English voice of flite, festival and espeak-ng, in many rooms, levels and noises; phrases
that sound like it and people's speech from Debian's packages are what it is not. Choose a phrase of several syllables.
Your own recordings (\`gatehouse wake record\`) make it hear your household better.`;

interface RecordChoices {
  readonly source: string;
  readonly output: string;
  readonly count: number;
}

/** Adds `gatehouse wake train | record`. */
export function registerWake(program: Command, context: WakeContext): void {
  const wake = program.command("wake").description("a wake phrase of your own: train a model for it");
  wake
    .command("train <phrase>")
    .description("train a model for a wake phrase from synthesised speech, and say how well it hears")
    .requiredOption("--output <file>", "where the model is written (its card beside it, as .json)")
    .option("--recordings <folder>", "recordings in which people say the phrase, nothing else")
    .option(
      "--background <folder>",
      "recordings of other speech and noise of your rooms; may be given again",
      (folder: string, before: readonly string[]) => [...before, folder],
      [] as readonly string[],
    )
    .option("--seed <number>", "how the material is varied", wholeNumber, 1)
    .option("--json", "print the card as one JSON object")
    .addHelpText("after", HELP)
    .action((phrase: string, options: TrainOptions) => runWakeTrain(phrase, options, context));
  wake
    .command("record <phrase>")
    .description("record people who say a wake phrase, to train with")
    .requiredOption("--source <source>", "alsa:DEVICE, pulse:NAME, or a file with all of it")
    .requiredOption("--output <folder>", "where the recordings are written")
    .option("--count <number>", "how many", wholeNumber, 12)
    .action((phrase: string, options: RecordChoices) => runWakeRecord(phrase, options, context));
}

/** Guides through recording a phrase, and names the next step. */
async function runWakeRecord(phrase: string, options: RecordChoices, context: WakeContext): Promise<void> {
  const models = await resolveModels(modelsDirectory());
  const { recordPhrase } = await import("../wake/record.ts");
  const { out, err, signal } = context;
  const files = await recordPhrase({
    ...{ source: options.source, folder: options.output, count: options.count, signal },
    name: phrase.toLowerCase().replace(/[^a-z]+/gu, "-"),
    activityModel: models["voice-activity"],
    parts: {
      clock: new SystemClock(),
      scheduler: new SystemScheduler(),
      random: () => 0.5,
      logger: silentLogger,
    },
    tell: (told) => {
      if (told.kind === "say")
        out.write(`say "${phrase}", a little differently each time (${told.number} of ${options.count})\n`);
      else if (told.kind === "taken") out.write(`  ${told.path}: ${told.seconds.toFixed(1)} s\n`);
      else if (told.kind === "again") out.write(`  not taken: ${told.why}\n`);
      else err.write(`${options.source}: ${told.why}\n`);
    },
  });
  out.write(
    `${files.length} recordings; now: gatehouse wake train "${phrase}" --recordings ${options.output} --output FILE\n`,
  );
  if (files.length < options.count)
    throw new GatehouseError("WAKE_RECORDINGS", `only ${files.length} of ${options.count} were recorded`, {
      kind: "refused",
    });
}

/** Trains a head, measures it on what was held back, and writes it with its card. */
async function runWakeTrain(phrase: string, options: TrainOptions, context: WakeContext): Promise<void> {
  const words = phrase.toLowerCase().trim().split(/\s+/u);
  if (!words.every((word) => /^[\p{L}']+$/u.test(word)))
    throw new GatehouseError("WAKE_PHRASE", `"${phrase}" is no wake phrase: write it in letters only`, {
      kind: "usage",
    });
  const models = await resolveModels(modelsDirectory());
  // Loaded here: the models' runtime and the media library are large, and no other command needs them.
  const { backgroundFiles, ownFiles } = await import("../wake/background.ts");
  const { trainPhrase } = await import("../wake/train-phrase.ts");
  const { LibavAudioReader } = await import("../../adapters/libav/audio-reader.ts");
  const { measureHeldBack } = await import("../wake/held-back.ts");
  const { signal } = context;
  const reader = new LibavAudioReader({ scheduler: new SystemScheduler() });
  const background = await backgroundFiles(options.background);
  const recordings = options.recordings === undefined ? [] : await ownFiles(options.recordings);
  const trained = await trainPhrase({
    phrase: words.join(" "),
    ...{ background, recordings, reader, signal },
    seed: options.seed,
    embeddingModel: models["speech-embedding"],
    progress: stages(context.err),
  });
  // Under its final name only when it is whole.
  const partial = `${options.output}.part`;
  await save(partial, trained.file);
  const heldBack = await measureHeldBack(partial, {
    phrase: words.join(" "),
    ...{ models, reader, signal, seed: options.seed },
    positives: trained.heldBack,
    background: background.heldBack,
  });
  const card: WakeCard = {
    phrase: words.join(" "),
    threshold: 0.5,
    licence: "yours; the voices' and recordings' licences put no condition on it",
    made: {
      command: commandOf(phrase, options),
      seed: options.seed,
      voices: [...trained.voices],
      synthesisedClips: trained.synthesisedClips,
      ownRecordings: recordings.length,
      nearMisses: trained.nearMisses,
      backgroundHours: trained.backgroundHours,
      background: [...background.origins],
    },
    heldBack,
  };
  await save(cardPath(options.output), `${JSON.stringify(card, null, 2)}\n`);
  await rename(partial, options.output);
  context.out.write(options.json === true ? `${JSON.stringify(card)}\n` : cardText(card, options.output));
}

function commandOf(phrase: string, { recordings, background, seed, output }: TrainOptions): string {
  const more = [
    ...(recordings === undefined ? [] : ["--recordings", recordings]),
    ...background.flatMap((folder) => ["--background", folder]),
  ];
  return ["gatehouse wake train", JSON.stringify(phrase), "--output", output, "--seed", seed, ...more].join(
    " ",
  );
}

async function save(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path, content).catch((error: unknown) => {
    throw new GatehouseError("WAKE_OUTPUT", `${path} cannot be written: ${messageOf(error)}`, {
      kind: "missing",
      cause: error,
    });
  });
}

function cardText({ phrase, made, heldBack }: WakeCard, path: string): string {
  const percent = heldBack.recall === null ? "none" : `${(100 * heldBack.recall).toFixed(1)} %`;
  const bound = heldBack.upperBound95PerHour?.toFixed(1) ?? "unknown";
  return (
    `"${phrase}" from ${made.synthesisedClips} synthesised clips and ${made.ownRecordings} recordings: ${path}\n` +
    `heard in ${heldBack.clips} clips of voices that were held back: ${percent}\n` +
    `false accepts in ${heldBack.backgroundHours.toFixed(2)} h of speech that was held back: ${heldBack.falseAccepts} ` +
    `(below ${bound} an hour with 95 % confidence)\n`
  );
}

/** One line a stage, and how far it is. */
function stages(err: NodeJS.WritableStream): (stage: string, part: number) => void {
  let last = "";
  return (stage, part) => {
    const tenths = Math.floor(part * 10);
    const line = `${stage} ${tenths * 10} %`;
    if (line === last) return;
    last = line;
    err.write(`${line}\n`);
  };
}
