import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibavAudioReader } from "../../adapters/libav/audio-reader.ts";
import { SphinxRecogniser } from "../../adapters/pocketsphinx/recogniser.ts";
import { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { ESPEAK, FLITE } from "../../adapters/speech/speech-engine.ts";
import { Hearing } from "../../perception/voice/hearing.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { prepareSettings } from "../microphone/hearing-settings.ts";
import type { Stopwatch } from "./timing.ts";

export interface VoiceBench {
  /** Processor time by the length of the sound. */
  readonly realTimeFactor: number;
  /** How long the sound is, and how much of it was understood as commands. */
  readonly seconds: number;
  readonly commands: number;
}

export interface VoiceBenchOptions {
  /** Path of the voice activity model. */
  readonly activityModel: string;
  readonly stopwatch: Stopwatch;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

const SETUP = {
  wakePhrase: "hey gatehouse",
  intents: [
    { intent: "sentry", sentences: ["(turn|switch) on [the] sentry mode", "(guard|watch) [over] the house"] },
    { intent: "light", sentences: ["(turn|switch) (on|off) the light"] },
  ],
  thresholds: { accept: -12, acceptGuarded: -5 },
  guardedIntents: [],
};
/** Commands, and talk that is none: both are looked at in full. */
const SPEECH = [
  "hey gatehouse, turn on sentry mode.",
  "The weather will stay cold until the end of the week.",
  "hey gatehouse, switch off the light.",
  "My sister asked whether we would like to visit her in the spring.",
];
const SYNTHESIS_TIMEOUT_MS = 15_000;
const CHUNK = (SAMPLE_RATE_HZ * 80) / 1000;
const PAUSE = new Int16Array(SAMPLE_RATE_HZ);

/**
 * Times what a microphone does with speech, in this thread: voice activity, recognition, rejection.
 *
 * @throws GatehouseError of kind `missing` if PocketSphinx, its model or a program that speaks is not installed
 */
export async function benchVoice(options: VoiceBenchOptions): Promise<VoiceBench> {
  const sound = await speech(options);
  const { settings } = await prepareSettings(SETUP);
  const activity = await SileroActivity.load(options.activityModel);
  const recogniser = new SphinxRecogniser();
  let commands = 0;
  try {
    const hearing = new Hearing({
      ...{ microphone: "bench", activity, recogniser, clock: options.clock },
      report: ({ kind }) => {
        if (kind === "voice-commanded") commands += 1;
      },
      failed: (why) => {
        throw new GatehouseError("BENCH_VOICE_FAILED", `the recogniser failed: ${why}`, { kind: "failed" });
      },
    });
    await hearing.configure(settings);
    const seconds = sound.length / SAMPLE_RATE_HZ;
    // Once that does not count: code is compiled, models are read.
    await listen(hearing, { sound, fromMs: 0 }, options);
    commands = 0;
    const before = options.stopwatch();
    await listen(hearing, { sound, fromMs: seconds * 1000 }, options);
    const realTimeFactor = (options.stopwatch().cpuMs - before.cpuMs) / 1000 / seconds;
    return { realTimeFactor, seconds, commands };
  } finally {
    await recogniser.close();
    await activity.close();
  }
}

async function listen(
  hearing: Hearing,
  { sound, fromMs }: { readonly sound: Int16Array; readonly fromMs: number },
  { clock, signal }: VoiceBenchOptions,
): Promise<void> {
  const { at, t } = clock.now();
  for (let start = 0; start < sound.length; start += CHUNK) {
    signal.throwIfAborted();
    const sinceMs = fromMs + (start / SAMPLE_RATE_HZ) * 1000;
    await hearing.accept({ samples: sound.slice(start, start + CHUNK), at: at + sinceMs, t: t + sinceMs });
  }
  await hearing.settled();
}

/** The sentences, spoken by what this machine has, with a second of silence after each. */
async function speech(options: VoiceBenchOptions): Promise<Int16Array> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-bench-"));
  const { signal } = options;
  try {
    const pieces: Int16Array[] = [];
    for (const [i, sentence] of SPEECH.entries()) {
      const path = join(folder, `${i}.wav`);
      await speak(sentence, path, signal);
      for await (const block of new LibavAudioReader(options).samples(path, signal)) pieces.push(block);
      pieces.push(PAUSE);
    }
    const sound = new Int16Array(pieces.reduce((length, piece) => length + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      sound.set(piece, at);
      at += piece.length;
    }
    return sound;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function speak(text: string, path: string, signal: AbortSignal): Promise<void> {
  const limits = { timeoutMs: SYNTHESIS_TIMEOUT_MS, signal };
  try {
    await FLITE.synthesise(text, path, limits);
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.code !== "SPEECH_ENGINE") throw error;
    await ESPEAK.synthesise(text, path, limits);
  }
}
