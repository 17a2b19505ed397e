import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { Ears, soundOf } from "../../src/app/evaluate/voice/ears.ts";
import { listen } from "../../src/app/microphone/listen.ts";
import { prepareSettings, type SpokenSetup } from "../../src/app/microphone/hearing-settings.ts";
import type { Heard } from "../../src/perception/voice/heard.ts";
import { encodeWav } from "../../src/perception/voice/wav.ts";
import { silentLogger } from "../../src/runtime/logger.ts";

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

/** flite says `text`. Writes "gate house" where it would mispronounce the one word. */
export async function spoken(voice: "slt" | "rms" | "awb", text: string): Promise<Int16Array> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
  try {
    const path = join(folder, "spoken.wav");
    const spelt = text.replace(/gatehouse/giu, "gate house");
    await promisify(execFile)("flite", ["-voice", voice, "-t", spelt, "-o", path]);
    return await soundOf(path, { scheduler: new SystemScheduler() });
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

/** The ears of `gatehouse eval voice`, for files. */
export class FileEars {
  readonly #ears: Ears;

  private constructor(ears: Ears) {
    this.#ears = ears;
  }

  static async open(setup: SpokenSetup): Promise<FileEars> {
    const { settings } = await prepareSettings(setup);
    return new FileEars(
      await Ears.open({ activityModel: activityModel() ?? "", settings, clock: new SystemClock() }),
    );
  }

  /** Everything that is heard in a sound file, and in the second of silence after it. */
  async hear(path: string): Promise<readonly Heard[]> {
    const sound = await soundOf(path, { scheduler: new SystemScheduler() });
    return (await this.#ears.hear(joined(sound, new Int16Array(16_000)))).map(({ heard }) => heard);
  }

  close(): Promise<void> {
    return this.#ears.close();
  }
}
