import { z } from "zod";
import { GatehouseError } from "../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { infoOf, wakeWordName, type Offer } from "./info.ts";
import { encodeMessage, type WyomingMessage } from "./message.ts";
import { formatOf, type SoundFormat } from "./sound.ts";

/** Turns sound of one format, in order, into 16 kHz mono. */
export interface SoundConversion {
  /** @param pcm whole samples of every channel, signed 16 bit, little-endian */
  convert(pcm: Buffer): Int16Array;
  /** What is still held back at the end. */
  rest(): Int16Array;
  close(): void;
}

/** Listens to one stream of sound, 16 kHz mono. */
export interface Listening<Result> {
  /** Resolves when the sound has been looked at. */
  push(samples: Int16Array): Promise<Result>;
}

/** Listens to one command. */
export interface CommandListening extends Listening<void> {
  /** The sentence that was understood; empty if none was. */
  finish(): Promise<string>;
}

/** The ears that are offered. */
export interface OfferedEars {
  readonly offer: Offer;
  /** Says of each piece of sound whether the wake phrase was heard in it; null: nothing wakes. */
  awaitWake(): Listening<boolean> | null;
  awaitCommand(): CommandListening;
  /** Rejects if sound of this format cannot be converted. */
  conversion(format: SoundFormat): Promise<SoundConversion>;
}

type Request =
  | { readonly kind: "transcribe" }
  /** Null: any wake word. */
  | { readonly kind: "detect"; readonly names: readonly string[] | null };

/** One stream of sound, from `audio-start` to `audio-stop`. */
interface Stream {
  readonly format: SoundFormat;
  readonly conversion: SoundConversion;
  /** Null: nobody listens, because another wake word is asked for. */
  readonly wake: Listening<boolean> | null;
  readonly command: CommandListening | null;
  readonly name: string;
  /** Samples that were heard. */
  heard: number;
  detected: boolean;
}

const Names = z.array(z.string()).nullish().catch(null);
const Timestamp = z.number().nullish().catch(null);

/**
 * What one client says and is answered, as github.com/OHF-Voice/wyoming describes it (README, "Event Types"): `describe`,
 * `ping`, and sound behind `detect` or `transcribe`. A request holds until the next one; sound without one is ignored, and
 * so is whatever else the protocol knows.
 */
export class Conversation {
  readonly #ears: OfferedEars;
  readonly #send: (message: Buffer) => void;
  #request: Request | null = null;
  #stream: Stream | null = null;

  constructor(ears: OfferedEars, send: (message: Buffer) => void) {
    this.#ears = ears;
    this.#send = send;
  }

  /** Calls must not overlap. Rejects with `WYOMING_SOUND`, or with what the ears fail with: then it is over. */
  async take(message: WyomingMessage): Promise<void> {
    switch (message.type) {
      case "describe":
        this.#answer("info", infoOf(this.#ears.offer));
        return;
      case "ping":
        this.#answer("pong", typeof message.data["text"] === "string" ? { text: message.data["text"] } : {});
        return;
      case "transcribe":
        this.#begin({ kind: "transcribe" });
        return;
      case "detect":
        this.#begin({ kind: "detect", names: Names.parse(message.data["names"]) ?? null });
        return;
      case "audio-start":
        this.close();
        await this.#open(message);
        return;
      case "audio-chunk":
        await this.#hear(this.#stream ?? (await this.#open(message)), message);
        return;
      case "audio-stop":
        await this.#finish();
    }
  }

  /** Forgets the sound that was begun. */
  close(): void {
    this.#stream?.conversion.close();
    this.#stream = null;
  }

  #begin(request: Request): void {
    this.close();
    this.#request = request;
  }

  /** Null: nothing was asked for. */
  async #open(message: WyomingMessage): Promise<Stream | null> {
    const request = this.#request;
    if (request === null) return null;
    const format = formatOf(message);
    const name = wakeWordName(this.#ears.offer.wakePhrase ?? "");
    const isWanted = request.kind === "detect" && (request.names?.includes(name) ?? true);
    this.#stream = {
      ...{ format, name, heard: 0, detected: false, conversion: await this.#ears.conversion(format) },
      wake: isWanted ? this.#ears.awaitWake() : null,
      command: request.kind === "transcribe" ? this.#ears.awaitCommand() : null,
    };
    return this.#stream;
  }

  async #hear(stream: Stream | null, message: WyomingMessage): Promise<void> {
    if (stream === null) return;
    const { rate, channels } = formatOf(message);
    if (rate !== stream.format.rate || channels !== stream.format.channels)
      throw unusable("changes its format within a stream");
    if (message.payload.length % (2 * channels) !== 0) throw unusable("ends within a sample");
    await this.#listen(
      stream,
      stream.conversion.convert(message.payload),
      Timestamp.parse(message.data["timestamp"]),
    );
  }

  async #listen(stream: Stream, samples: Int16Array, timestamp: number | null | undefined): Promise<void> {
    await stream.command?.push(samples);
    stream.heard += samples.length;
    if ((await stream.wake?.push(samples)) !== true) return;
    stream.detected = true;
    const sinceStart = Math.round((stream.heard / SAMPLE_RATE_HZ) * 1000);
    this.#answer("detection", { name: stream.name, timestamp: timestamp ?? sinceStart });
  }

  async #finish(): Promise<void> {
    const stream = this.#stream;
    if (stream === null) return;
    await this.#listen(stream, stream.conversion.rest(), null);
    this.close();
    if (stream.command !== null) this.#answer("transcript", { text: await stream.command.finish() });
    else if (!stream.detected) this.#answer("not-detected", {});
  }

  #answer(type: string, data: Readonly<Record<string, unknown>>): void {
    this.#send(encodeMessage(type, data));
  }
}

function unusable(why: string): GatehouseError {
  return new GatehouseError("WYOMING_SOUND", `The sound ${why}.`, { kind: "failed" });
}
