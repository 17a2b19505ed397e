import { stat } from "node:fs/promises";
import type { Command } from "commander";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../adapters/model-files/resolve-models.ts";
import { MicrophoneGain } from "../../config/schema/sensors.ts";
import type { Heard } from "../../perception/voice/heard.ts";
import type { Spotted } from "../../perception/voice/wake/spotter.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { silentLogger } from "../../runtime/logger.ts";
import type { CommandContext } from "../command-context.ts";
import { prepareSettings } from "../microphone/hearing-settings.ts";
import { spokenSetup, type SpokenOptions } from "../microphone/spoken-setup.ts";
import { isFileSource } from "../source-kind.ts";

/** What the voice commands need of the context. */
export type VoiceContext = Pick<CommandContext, "config" | "out" | "err" | "signal"> &
  Partial<Pick<CommandContext, "stateDirectory">>;

interface Options extends SpokenOptions {
  readonly json?: boolean;
}

interface ListenOptions extends Options {
  readonly source: string;
  /** dB, as it was typed. */
  readonly gain?: string;
}

/** Adds `gatehouse voice listen | words`. */
export function registerVoice(program: Command, context: VoiceContext): void {
  const voice = program.command("voice").description("spoken commands: try them out, see their words");
  const verb = (name: string, description: string): Command =>
    voice
      .command(name)
      .description(description)
      .option("--sentences <file>", "sentences from this YAML file instead of the configuration's rules")
      .option("--wake <phrase>", "another wake phrase than the configuration's")
      .option("--no-wake", "no wake phrase is needed")
      .option("--json", "print one JSON object a line");
  verb("listen <source>", "show what is heard in a file, alsa:DEVICE or pulse:NAME, and why it counts or not")
    .option("--gain <dB>", "make the sound louder, as `gain:` of a microphone does")
    .action((source: string, options: Omit<ListenOptions, "source">) =>
      runVoiceListen({ ...options, source }, context),
    );
  verb("words", "list every word that can be spoken, how it is pronounced, and who says so").action(
    (options: Options) => runVoiceWords(options, context),
  );
}

/** Prints every utterance of a file, or of a device until the user ends it. */
export async function runVoiceListen(options: ListenOptions, context: VoiceContext): Promise<void> {
  const { source, json = false } = options;
  if (isFileSource(source)) await demandFile(source);
  const gainDb = gainOf(options.gain);
  const setup = await spokenSetup(options, context);
  // A sentences file does without a configuration.
  const overrides = options.sentences === undefined ? (await context.config()).config.models : {};
  const models = await resolveModels(modelsDirectory(), overrides);
  // Loaded here: the models' runtime and the media library are large, and no other command needs them.
  const [{ listen }, { WakeModelHolder }] = await Promise.all([
    import("../microphone/listen.ts"),
    import("../microphone/wake-model.ts"),
  ]);
  const print = (line: string): void => void context.out.write(`${line}\n`);
  const holder = new WakeModelHolder();
  try {
    const wake = await holder.load(setup, models["speech-embedding"]);
    const counters = await listen({
      ...{ source, gainDb },
      setup: { ...setup, wakePhrase: wake.phrase },
      wakeModel: wake.model,
      activityModel: models["voice-activity"],
      parts: {
        clock: new SystemClock(),
        scheduler: new SystemScheduler(),
        random: () => 0.5,
        logger: silentLogger,
      },
      signal: context.signal,
      spotted: (spotted, seconds) =>
        print(json ? JSON.stringify(spottedFacts(spotted, seconds)) : spottedSentence(spotted, seconds)),
      heard: (heard, seconds) =>
        print(json ? JSON.stringify({ ...seconds, ...facts(heard) }) : sentenceOf(heard, seconds)),
      health: (ok, why) => {
        if (!ok) context.err.write(`${source}: ${why}\n`);
      },
    });
    if (!json) print(summaryOf(counters));
  } finally {
    await holder.close();
  }
}

/** Prints the dictionary of everything that can be spoken. */
export async function runVoiceWords(options: Options, context: VoiceContext): Promise<void> {
  const { settings, problems } = await prepareSettings(await spokenSetup(options, context));
  for (const { word, phones, origin } of settings.dictionary)
    context.out.write(
      options.json === true
        ? `${JSON.stringify({ word, phones, origin })}\n`
        : `${word.padEnd(20)} ${phones.padEnd(36)} ${origin}\n`,
    );
  for (const { intent, sentence, message } of problems)
    context.err.write(`${intent}: "${sentence}" cannot be used: ${message}\n`);
}

function summaryOf(counters: Readonly<Record<string, number>>): string {
  const { utterances = 0, notForUs = 0, clippedSamples = 0 } = counters;
  const cut = clippedSamples === 0 ? "" : `; ${clippedSamples} samples were too loud with this gain`;
  if (utterances === 0) return `nothing was said${cut}`;
  const all = utterances === 1 ? "1 utterance" : `${utterances} utterances`;
  return `${all}, ${notForUs === 0 ? "none" : notForUs} of them not for Gatehouse${cut}`;
}

function gainOf(text = "0"): number {
  const dB = MicrophoneGain.safeParse(Number(text));
  if (dB.success) return dB.data;
  throw new GatehouseError("VOICE_GAIN", `--gain ${text}: expected dB from -20 to 40, such as 12`, {
    kind: "usage",
  });
}

async function demandFile(path: string): Promise<void> {
  const found = await stat(path.replace(/^file:\/\//iu, "")).catch(() => null);
  if (found?.isFile() !== true)
    throw new GatehouseError("VOICE_FILE_MISSING", `there is no sound file ${path}`, { kind: "missing" });
}

/** The ratio that the check gave, if it gave any. */
function ratioOf({ checked }: Spotted): number | null {
  return checked?.among ?? checked?.alone ?? null;
}

/** A wake phrase that the model has heard, for programs. */
function spottedFacts(spotted: Spotted, seconds: number): object {
  const ratio = ratioOf(spotted);
  const found = ratio === null ? {} : { llr: Number(ratio.toFixed(2)) };
  const score = spotted.score === null ? {} : { score: Number(spotted.score.toFixed(2)) };
  return { start: seconds, end: seconds, verdict: "woken", reported: ["woken"], ...score, ...found };
}

/** The same for people. */
function spottedSentence(spotted: Spotted, seconds: number): string {
  const ratio = ratioOf(spotted);
  const checked = ratio === null ? "" : `, ratio ${ratio.toFixed(1)}`;
  const by =
    spotted.score === null
      ? "heard by the service"
      : `the model's score ${spotted.score.toFixed(2)}${checked}`;
  return `${`${seconds.toFixed(2)} s`.padEnd(16)} wake phrase (${by})`;
}

/** What is known about an utterance, for programs. */
function facts({ verdict, reports, timings }: Heard): object {
  const rounded = Object.fromEntries(Object.entries(timings).map(([stage, ms]) => [stage, Math.round(ms)]));
  const found = verdict.kind === "nothing" ? {} : { llr: Number(verdict.llr.toFixed(2)) };
  const { kind } = verdict;
  const said = kind === "commanded" || kind === "rejected" ? { sentence: verdict.sentence } : {};
  const meant = kind === "commanded" ? { intent: verdict.intent, slots: verdict.slots } : {};
  const why = kind === "rejected" ? { reason: verdict.reason } : {};
  return { verdict: kind, reported: reports, ...said, ...meant, ...why, ...found, timings: rounded };
}

/** The same for people. */
function sentenceOf(heard: Heard, seconds: { readonly start: number; readonly end: number }): string {
  const when = `${seconds.start.toFixed(2)}–${seconds.end.toFixed(2)} s`.padEnd(16);
  return `${when} ${outcomeOf(heard)}`;
}

function outcomeOf({ verdict, reports }: Heard): string {
  switch (verdict.kind) {
    case "nothing":
      return "other speech";
    case "woken":
      return `wake phrase (ratio ${verdict.llr.toFixed(1)}); a command may follow within 5 s`;
    case "commanded": {
      const slots = Object.entries(verdict.slots).map(([name, value]) => `${name}=${value}`);
      const heard = `"${verdict.sentence}" → ${[verdict.intent, ...slots].join(" ")} (ratio ${verdict.llr.toFixed(1)})`;
      return reports.includes("commanded") ? `command ${heard}` : `not addressed to Gatehouse: ${heard}`;
    }
    case "rejected": {
      const best = `best guess "${verdict.sentence}", ratio ${verdict.llr.toFixed(1)}`;
      if (verdict.reason === "no-wake-phrase") return `no wake phrase (${best})`;
      return verdict.reason === "unsure" ? `too unsure (${best})` : `no command (${best})`;
    }
  }
}
