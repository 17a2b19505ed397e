import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Manner, Voice } from "../../adapters/speech/voices.ts";
import type { Sound } from "../../perception/voice/wake/training/augment.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { AudioReader } from "../../sensors/ports.ts";

/** What a voice said. */
export interface Spoken {
  readonly voice: string;
  readonly sound: Sound;
}

/** The whole sound of a file, 16 kHz, in the range of 16 bits. Rejects with kind `missing` if it cannot be read. */
export async function readSound(path: string, reader: AudioReader, signal: AbortSignal): Promise<Sound> {
  const blocks: Int16Array[] = [];
  for await (const block of reader.samples(path, signal)) blocks.push(block.slice());
  const sound = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    sound.set(block, at);
    at += block.length;
  }
  return sound;
}

/** Lets voices speak, and finds out which of them are installed. */
export class Speech {
  readonly #folder: string;
  readonly #reader: AudioReader;
  readonly #signal: AbortSignal;

  private constructor(folder: string, { reader, signal }: { reader: AudioReader; signal: AbortSignal }) {
    this.#folder = folder;
    this.#reader = reader;
    this.#signal = signal;
  }

  static async open(parts: { reader: AudioReader; signal: AbortSignal }): Promise<Speech> {
    return new Speech(await mkdtemp(join(tmpdir(), "gatehouse-wake-")), parts);
  }

  /** Those of `voices` that can speak here; a program is tried once a voice. */
  async available(voices: readonly Voice[]): Promise<readonly Voice[]> {
    const found: Voice[] = [];
    const missing = new Set<string>();
    for (const voice of voices) {
      const [engine = ""] = voice.name.split(" ");
      if (missing.has(engine)) continue;
      const sound = await this.say(voice, "hello", { rate: 1, pitch: 0.5 }).catch((error: unknown) => {
        if (error instanceof GatehouseError && error.kind === "missing") missing.add(engine);
        return null;
      });
      if (sound !== null && sound.length > 0) found.push(voice);
    }
    return found;
  }

  async say(voice: Voice, text: string, manner: Manner): Promise<Sound> {
    this.#signal.throwIfAborted();
    const path = join(this.#folder, "said.wav");
    await rm(path, { force: true });
    await voice.say(text, path, manner);
    return readSound(path, this.#reader, this.#signal);
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
