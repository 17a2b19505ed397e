import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { parseManifest } from "../evaluate/voice/manifest.ts";
import { voiceText } from "../evaluate/voice/voice-report.ts";
import { progressOn } from "../evaluate/progress.ts";
import { prepareSettings } from "../microphone/hearing-settings.ts";
import { spokenSetup } from "../microphone/spoken-setup.ts";
import { decibels, pieceSeconds, wholeNumber } from "./number-options.ts";

type EvalVoiceContext = Pick<CommandContext, "config" | "out" | "err" | "signal"> &
  Partial<Pick<CommandContext, "stateDirectory">>;

interface Options {
  readonly manifest: string;
  readonly sentences?: string;
  readonly only?: string;
  readonly noise?: string;
  readonly snr?: number;
  readonly gain: number;
  readonly cut?: number;
  readonly noiseSuppression: boolean;
  readonly seed: number;
  readonly json?: boolean;
}

const HELP = `
The manifest is a tab-separated table, one recording a line. Its first line names the columns, in any order:
  file    a sound file (WAV, FLAC, …), relative to the manifest
  slots   what has to be understood, as JSON: {"room": "kitchen"}
  intent  which intent, if it matters
  text    what is said: counts if there are neither slots nor an intent
Only \`file\` is necessary, and other columns are ignored. A recording with slots or an intent, or whose text is one of the
sentences, is a command: it is exact if exactly these slots (of this intent) are accepted. Any other is other speech, in
which nothing may be accepted. No wake phrase is needed, as if it had just been said.

The sentences are those of the rules, or of a YAML file as \`voice listen --sentences\` takes it:
  light: { sentences: ["turn {state} the light"], slots: { state: ["on", "off"] } }`;

/** Adds `gatehouse eval voice`. */
export function registerEvalVoice(evaluate: Command, context: EvalVoiceContext): void {
  evaluate
    .command("voice")
    .description("how well spoken commands are understood, and other speech is not, on recordings")
    .requiredOption("--manifest <file>", "the recordings and what is said in them, see below")
    .option("--sentences <file>", "sentences from this YAML file instead of the configuration's rules")
    .option("--only <prefix>", "only the recordings whose file begins so, such as a folder")
    .option("--noise <file>", "a sound to mix in, begun again at its end")
    .option("--snr <dB>", "how far the noise is below the speech", decibels)
    .option("--gain <dB>", "make every recording louder, or quieter if negative, and clip it", decibels, 0)
    .option(
      "--cut <seconds>",
      "cut recordings without a command into pieces, each heard by itself",
      pieceSeconds,
    )
    .option("--no-noise-suppression", "do not listen once more without the noise")
    .option("--seed <number>", "where in the noise each recording begins", wholeNumber, 1)
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((options: Options) => runEvalVoice(options, context));
}

/** Measures the chain from voice activity to the verdict on recordings, and prints what came of them. */
async function runEvalVoice(options: Options, context: EvalVoiceContext): Promise<void> {
  const { manifest: path, snr, noise } = options;
  if ((noise === undefined) !== (snr === undefined))
    throw new GatehouseError("EVAL_VOICE_NOISE", "give --noise and --snr together, or neither", {
      kind: "usage",
    });
  const recordings = parseManifest(await readManifest(path), path, options.only);
  const { settings, problems } = await prepareSettings(
    await spokenSetup({ sentences: options.sentences, wake: false }, context),
  );
  for (const { intent, sentence, message } of problems)
    context.err.write(`${intent}: "${sentence}" cannot be used: ${message}\n`);
  // A sentences file does without a configuration.
  const overrides = options.sentences === undefined ? (await context.config()).config.models : {};
  const models = await resolveModels(modelsDirectory(), overrides);
  // Loaded here: the models' runtime and the media library are large, and no other command needs them.
  const { Ears, soundOf } = await import("../evaluate/voice/ears.ts");
  const { evaluateVoice } = await import("../evaluate/voice/voice.ts");
  const { signal } = context;
  const parts = { scheduler: new SystemScheduler(), signal };
  const mixed =
    noise === undefined || snr === undefined ? null : { samples: await soundOf(noise, parts), snrDb: snr };
  const ears = await Ears.open({
    activityModel: models["voice-activity"],
    settings: { ...settings, noiseSuppression: options.noiseSuppression },
    clock: new SystemClock(),
  });
  try {
    const result = await evaluateVoice({
      ...{ recordings, grammar: settings.grammar, ears, signal },
      soundOf: (file) => soundOf(resolve(dirname(path), file), parts),
      disturbance: { noise: mixed, gainDb: options.gain, seed: options.seed },
      cutSeconds: options.cut ?? null,
      progress: progressOn(context.err, "recordings"),
    });
    context.out.write(options.json === true ? `${JSON.stringify(result)}\n` : voiceText(result));
  } finally {
    await ears.close();
  }
}

async function readManifest(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new GatehouseError(
      "EVAL_VOICE_MANIFEST_MISSING",
      `the manifest ${path} cannot be read: check the path`,
      {
        kind: "missing",
        cause,
      },
    );
  }
}
