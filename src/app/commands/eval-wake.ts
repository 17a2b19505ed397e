import type { Command } from "commander";
import { SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import type { CommandContext } from "../command-context.ts";
import { progressOn } from "../evaluate/progress.ts";
import { readCard } from "../wake/card.ts";
import type { Named, WakeMeasure } from "../wake/measure.ts";

type EvalWakeContext = Pick<CommandContext, "out" | "err" | "signal">;

interface Options {
  readonly model: string;
  readonly phrase?: string;
  readonly check: boolean;
  readonly positives: string;
  readonly negatives: string;
  readonly json?: boolean;
}

const HELP = `
Each recording is heard as a microphone hears it: voice activity, the model, and the check of what it finds by the
recogniser. A file of the negatives that is one of the positives too is left out, so that both may be parts of one folder.`;

/** Adds `gatehouse eval wake`. */
export function registerEvalWake(evaluate: Command, context: EvalWakeContext): void {
  evaluate
    .command("wake")
    .description("how often a wake word model hears its phrase, and takes other speech for it, on recordings")
    .requiredOption("--model <file>", "the model: of `gatehouse wake train`, or openWakeWord's")
    .requiredOption("--positives <folder>", "recordings with the phrase, one in each")
    .requiredOption("--negatives <folder>", "recordings of other speech and noise")
    .option("--phrase <words>", "what the model listens for, if no card beside it says so")
    .option("--no-check", "let the model decide alone")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((options: Options) => runEvalWake(options, context));
}

async function runEvalWake(options: Options, context: EvalWakeContext): Promise<void> {
  const models = await resolveModels(modelsDirectory());
  const card = await readCard(options.model);
  const { WakeEar } = await import("../wake/ear.ts");
  const { measureWake } = await import("../wake/measure.ts");
  const { ownFiles } = await import("../wake/background.ts");
  const { readSound } = await import("../wake/spoken.ts");
  const { LibavAudioReader } = await import("../../adapters/libav/audio-reader.ts");
  const reader = new LibavAudioReader({ scheduler: new SystemScheduler() });
  const phrase = options.phrase?.toLowerCase() ?? card?.phrase ?? null;
  const positives = await ownFiles(options.positives);
  const negatives = (await ownFiles(options.negatives)).filter((file) => !positives.includes(file));
  const progress = progressOn(context.err, "recordings");
  let done = 0;
  async function* read(files: readonly string[]): AsyncIterable<Named> {
    for (const name of files) {
      yield { name, samples: Int16Array.from(await readSound(name, reader, context.signal)) };
      progress.done((done += 1), positives.length + negatives.length);
    }
  }
  const ear = await WakeEar.open({
    ...{ models, head: options.model, threshold: card?.threshold ?? 0.5 },
    phrase: options.check ? phrase : null,
  });
  try {
    const measured = await measureWake(ear, { positives: read(positives), negatives: read(negatives) });
    progress.end();
    context.out.write(
      options.json === true ? `${JSON.stringify({ phrase, ...measured })}\n` : text(measured),
    );
  } finally {
    await ear.close();
  }
}

function text(measured: WakeMeasure): string {
  const { positives, heard, missed, hours, falseAccepts, upperBound95PerHour, falselyAccepted } = measured;
  const share = positives === 0 ? "" : ` (${((100 * heard) / positives).toFixed(1)} %)`;
  const bound =
    upperBound95PerHour === null
      ? ""
      : `; below ${upperBound95PerHour.toFixed(1)} an hour with 95 % confidence`;
  return [
    `heard: ${heard} of ${positives}${share}`,
    ...missed.map((name) => `  not heard: ${name}`),
    `false accepts: ${falseAccepts} in ${hours.toFixed(2)} h${bound}`,
    ...falselyAccepted.map((name) => `  falsely accepted: ${name}`),
    "",
  ].join("\n");
}
