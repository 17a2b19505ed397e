import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { LibavAudioReader } from "../../src/adapters/libav/audio-reader.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { SphinxRecogniser } from "../../src/adapters/pocketsphinx/recogniser.ts";
import { SileroActivity } from "../../src/adapters/silero/silero-activity.ts";
import { listen } from "../../src/app/microphone/listen.ts";
import { prepareSettings, type SpokenSetup } from "../../src/app/microphone/hearing-settings.ts";
import type { Heard } from "../../src/perception/voice/heard.ts";
import { Hearing, type HearingSettings } from "../../src/perception/voice/hearing.ts";
import { encodeWav } from "../../src/perception/voice/wav.ts";
import { silentLogger } from "../../src/runtime/logger.ts";

/** 80 ms of sound. */
const CHUNK = 1_280;

/** Whether all these programs are installed. */
export function installed(...programs: readonly string[]): boolean {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return programs.every((program) => folders.some((folder) => existsSync(join(folder, program))));
}

/** Path of the voice activity model, or null if it has not been fetched. */
export function activityModel(): string | null {
  const path = join(modelsDirectory(), "voice-activity.onnx");
  return existsSync(path) ? path : null;
}

/** Whether commands can be recognised on this machine. */
export function canRecognise(): boolean {
  return existsSync("/usr/share/pocketsphinx/model/en-us/en-us/mdef") && activityModel() !== null;
}

/** Reads a sound file as 16 kHz mono. */
async function soundOf(path: string): Promise<Int16Array> {
  const blocks: Int16Array[] = [];
  for await (const block of new LibavAudioReader({ scheduler: new SystemScheduler() }).samples(path)) {
    blocks.push(block.slice());
  }
  return joined(...blocks);
}

/** flite says `text`. Writes "gate house" where it would mispronounce the one word. */
export async function spoken(voice: "slt" | "rms" | "awb", text: string): Promise<Int16Array> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  try {
    const path = join(folder, "spoken.wav");
    const spelt = text.replace(/gatehouse/giu, "gate house");
    await promisify(execFile)("flite", ["-voice", voice, "-t", spelt, "-o", path]);
    return await soundOf(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Silence as a quiet room has it; the same every time. */
export function silence(seconds: number): Int16Array {
  let seed = 7;
  return Int16Array.from({ length: Math.round(seconds * 16_000) }, () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return Math.round((seed / 0x7fffffff - 0.5) * 8);
  });
}

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A WAV file's bytes. */
export function wav(...parts: readonly Int16Array[]): Uint8Array {
  return encodeWav(joined(...parts));
}

/** Everything that is heard in a sound file, through the whole chain, as fast as it goes. */
export async function hearFile(path: string, setup: SpokenSetup): Promise<readonly Heard[]> {
  const all: Heard[] = [];
  await listen({
    source: path,
    activityModel: activityModel() ?? "",
    setup,
    parts: {
      clock: new SystemClock(),
      scheduler: new SystemScheduler(),
      random: () => 0.5,
      logger: silentLogger,
    },
    signal: new AbortController().signal,
    heard: (heard) => all.push(heard),
    health: (ok, why) => {
      if (!ok) throw new Error(why);
    },
  });
  return all;
}

/** Ears that learn their sentences once and then hear one file after the other, each as if nothing had been said before. */
export class Ears {
  readonly #settings: HearingSettings;
  readonly #activity: SileroActivity;
  readonly #recogniser: SphinxRecogniser;
  readonly #clock = new SystemClock();

  private constructor(settings: HearingSettings, activity: SileroActivity, recogniser: SphinxRecogniser) {
    this.#settings = settings;
    this.#activity = activity;
    this.#recogniser = recogniser;
  }

  static async open(setup: SpokenSetup): Promise<Ears> {
    const { settings } = await prepareSettings(setup);
    const recogniser = new SphinxRecogniser();
    await recogniser.prepare({ jsgf: settings.grammar.jsgf, dictionary: settings.dictionary });
    return new Ears(settings, await SileroActivity.load(activityModel() ?? ""), recogniser);
  }

  /** Everything that is heard in a sound file, and in the second of silence after it. */
  async hear(path: string): Promise<readonly Heard[]> {
    const all: Heard[] = [];
    this.#activity.reset();
    const recogniser = this.#recogniser;
    const hearing = new Hearing({
      microphone: path,
      activity: this.#activity,
      // It knows its sentences already: learning them takes longer than hearing a short file.
      recogniser: {
        prepare: () => Promise.resolve(),
        recognise: (samples, expectation) => recogniser.recognise(samples, expectation),
        choose: (samples, candidates) => recogniser.choose(samples, candidates),
        close: () => Promise.resolve(),
      },
      clock: this.#clock,
      report: () => undefined,
      explain: (heard) => all.push(heard),
      failed: (why) => {
        throw new Error(why);
      },
    });
    await hearing.configure(this.#settings);
    const sound = joined(await soundOf(path), new Int16Array(16_000));
    const { at, t } = this.#clock.now();
    for (let start = 0; start < sound.length; start += CHUNK) {
      const since = start / 16;
      await hearing.accept({ samples: sound.slice(start, start + CHUNK), at: at + since, t: t + since });
    }
    await hearing.settled();
    return all;
  }

  async close(): Promise<void> {
    await this.#recogniser.close();
    await this.#activity.close();
  }
}

/** The tab-separated index of the development voice set: one record a file, by column name. */
export function voiceIndex(folder: string): readonly Readonly<Record<string, string>>[] {
  const [head = "", ...lines] = readFileSync(join(folder, "index.tsv"), "utf8").trim().split("\n");
  const names = head.split("\t");
  return lines.map((line) => {
    const cells = line.split("\t");
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}
