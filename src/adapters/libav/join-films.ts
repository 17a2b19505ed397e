import { open, rename, rm } from "node:fs/promises";
import type { Scheduler } from "../../runtime/clock.ts";
import { clipFormat } from "./clip-format.ts";
import type { ClipFormat } from "./clip-format.ts";
import { MediaInput } from "./media-input.ts";
import { addStream, checkWritten, placeInTrack, trackOf, type Mp4Track } from "./mp4-output.ts";
import { Dictionary, FormatContext } from "./native.ts";
import type { Packet, Stream } from "./native.ts";

/** Films that follow each other within so much have nothing between them: the wall clock is not as steady as the pictures, µs. */
const SEAM_US = 500_000n;

/** A film, and when its first picture was taken, ms since the epoch. */
interface JoinedPart {
  readonly path: string;
  readonly startAt: number;
}

export interface JoinWish {
  readonly parts: readonly JoinedPart[];
  /** What is wanted, ms since the epoch: from the key frame at or before `fromAt`. */
  readonly fromAt: number;
  readonly toAt: number;
  /** The file. Where the pictures' format changes there are more, with `_2` … behind their name. */
  readonly output: string;
  readonly scheduler: Scheduler;
  readonly signal: AbortSignal;
}

/** A film that was joined from others. */
export interface JoinedFilm {
  readonly path: string;
  /** When its first picture was taken, ms since the epoch. */
  readonly startAt: number;
  readonly seconds: number;
}

/**
 * Joins films of one camera into one, without coding anything anew. What is missing between two of them is a picture that
 * stands still.
 *
 * @throws GatehouseError CLIP_UNWRITABLE (failed); MEDIA_… if a film cannot be read
 */
export async function joinFilms(wish: JoinWish): Promise<readonly JoinedFilm[]> {
  const joiner = new Joiner(wish);
  try {
    for (const part of wish.parts) if (!(await joiner.add(part))) break;
    return await joiner.finish();
  } catch (error) {
    await joiner.abandon();
    throw error;
  }
}

class Joiner {
  readonly #wish: JoinWish;
  readonly #films: JoinedFilm[] = [];
  #output: OutputFilm | null = null;

  constructor(wish: JoinWish) {
    this.#wish = wish;
  }

  /** False if there is nothing more to add. */
  async add({ path, startAt }: JoinedPart): Promise<boolean> {
    const input = await MediaInput.open(path, this.#wish);
    /** Packets since the last key frame, as long as it is not yet time to begin. */
    const held: Packet[] = [];
    try {
      if (input.video === null) return true;
      const format = clipFormat(input.video, input.audio);
      if (typeof format === "string") return true;
      const output = await this.#outputFor(format);
      const fromUs = BigInt(Math.round((this.#wish.fromAt - startAt) * 1000));
      const toUs = BigInt(Math.round((this.#wish.toAt - startAt) * 1000));
      output.beginPart(startAt);
      for (let packet = await input.read(); packet !== null; packet = await input.read()) {
        held.push(packet);
        const isVideo = packet.streamIndex === input.video.index;
        if (isVideo && packet.pts >= toUs) return false;
        if (isVideo && packet.isKeyframe && packet.pts <= fromUs) release(held.splice(0, held.length - 1));
        if (packet.pts < fromUs) continue;
        await output.write(held.splice(0), input.video);
      }
      // All of it is from before: its last group is not.
      await output.write(held.splice(0), input.video);
      return true;
    } finally {
      release(held);
      await input.close();
    }
  }

  async finish(): Promise<readonly JoinedFilm[]> {
    await this.#close();
    return this.#films;
  }

  async abandon(): Promise<void> {
    await this.#output?.abandon();
  }

  async #outputFor(format: ClipFormat): Promise<OutputFilm> {
    if (this.#output?.format.fingerprint === format.fingerprint) return this.#output;
    await this.#close();
    const number = this.#films.length + 1;
    const { output } = this.#wish;
    const path = number === 1 ? output : output.replace(/(\.[^./]*)?$/u, `_${number}$1`);
    this.#output = await OutputFilm.begin(path, format);
    return this.#output;
  }

  async #close(): Promise<void> {
    const film = await this.#output?.finish();
    this.#output = null;
    if (film !== undefined && film !== null) this.#films.push(film);
  }
}

/** One film that is written. */
class OutputFilm {
  readonly format: ClipFormat;
  readonly #path: string;
  readonly #context = new FormatContext();
  readonly #video: Mp4Track;
  readonly #audio: Mp4Track | null;
  /** When the first picture that was written was taken, ms since the epoch; null before there is one. */
  #startAt: number | null = null;
  /** Of the part that is being added, and when it begins in the film, µs. */
  #part = { startAt: 0, atUs: 0n };
  #endUs = 0n;
  #isReleased = false;

  private constructor(path: string, format: ClipFormat) {
    this.#path = path;
    this.format = format;
    checkWritten(this.#context.allocOutputContext2(null, "mp4", this.#partPath), "begin");
    this.#video = trackOf(addStream(this.#context, format.video, format.aspect));
    this.#audio = format.audio === null ? null : trackOf(addStream(this.#context, format.audio));
  }

  static async begin(path: string, format: ClipFormat): Promise<OutputFilm> {
    const film = new OutputFilm(path, format);
    checkWritten(await film.#context.openOutput(), "create");
    const options = Dictionary.fromObject({ movflags: "faststart" });
    try {
      checkWritten(await film.#context.writeHeader(options), "begin");
    } finally {
      options.free();
    }
    return film;
  }

  /** What follows is of a film that begins then, ms since the epoch. */
  beginPart(startAt: number): void {
    if (this.#startAt === null) {
      this.#part = { startAt, atUs: 0n };
      return;
    }
    const atUs = BigInt(Math.round((startAt - this.#startAt) * 1000));
    const isSeam = atUs < this.#endUs + SEAM_US;
    this.#part = { startAt, atUs: isSeam ? this.#endUs : atUs };
  }

  /** Takes the packets, the first of which is a key frame if it is the film's first. */
  async write(packets: Packet[], video: Stream): Promise<void> {
    for (const packet of packets) {
      try {
        await this.#write(packet, packet.streamIndex === video.index);
      } finally {
        packet.free();
      }
    }
  }

  async finish(): Promise<JoinedFilm | null> {
    if (this.#startAt === null) {
      await this.abandon();
      return null;
    }
    checkWritten(await this.#context.writeTrailer(), "finish");
    await this.#release();
    const file = await open(this.#partPath, "r+");
    await file.sync().finally(() => file.close());
    await rename(this.#partPath, this.#path);
    return { path: this.#path, startAt: this.#startAt, seconds: Number(this.#endUs) / 1e6 };
  }

  async abandon(): Promise<void> {
    await this.#release();
    await rm(this.#partPath, { force: true });
  }

  get #partPath(): string {
    return `${this.#path}.part`;
  }

  async #write(packet: Packet, isVideo: boolean): Promise<void> {
    const track = isVideo ? this.#video : this.#audio;
    if (track === null) return;
    if (this.#startAt === null) {
      if (!isVideo) return;
      this.#startAt = this.#part.startAt + Number(packet.pts) / 1000;
      this.#part = { ...this.#part, atUs: -packet.pts };
    }
    packet.pts += this.#part.atUs;
    packet.dts += this.#part.atUs;
    if (packet.pts < 0n) return;
    if (isVideo && packet.pts + packet.duration > this.#endUs) this.#endUs = packet.pts + packet.duration;
    placeInTrack(packet, track);
    checkWritten(await this.#context.interleavedWriteFrame(packet), "write");
  }

  async #release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    await this.#context.closeOutput();
    this.#context.freeContext();
  }
}

function release(packets: readonly Packet[]): void {
  for (const packet of packets) packet.free();
}
