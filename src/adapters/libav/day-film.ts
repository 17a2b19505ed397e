import { mkdir, open, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { GatehouseError } from "../../runtime/errors.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import type { RgbPicture } from "../../sensors/rotate-picture.ts";
import { FragmentMuxer } from "./fragment-muxer.ts";
import { AVCOL_SPC_BT709, AV_PIX_FMT_RGB24, Frame } from "./native.ts";
import { PictureEncoder } from "./picture-encoder.ts";
import { syncFolder } from "./sync-folder.ts";
import { samplesIn, wholeLength } from "./whole-fragments.ts";

const FPS = 25;
const PICTURE_US = 1_000_000n / BigInt(FPS);
/** A picture comes now and then, so that each may be coded well: at 26 hardly anything is seen of it. */
const EFFORT = { preset: "veryfast", quality: 26 } as const;
/** So many pictures are a fragment: what is not in a whole one yet, a crash or a power cut costs. */
const FRAGMENT_PICTURES = 6;
/** Where a film cannot be gone on with, because its pictures are others, there is another one for the day; no more than these. */
const MOST_FILMS = 50;

/**
 * A film that grows by a picture now and then and can be played at any time: a fragmented MP4 of H.264, 25 pictures a second. One
 * that is there already is gone on with.
 */
export class DayFilm {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #encoder: PictureEncoder;
  readonly #muxer: FragmentMuxer;
  /** Where the next fragment begins. */
  #at: number;
  #pictures: number;
  #unwritten = 0;

  private constructor(
    { encoder, muxer }: Coding,
    { path, file, at, pictures }: { path: string; file: FileHandle; at: number; pictures: number },
  ) {
    [this.#encoder, this.#muxer] = [encoder, muxer];
    [this.path, this.#file, this.#at, this.#pictures] = [path, file, at, pictures];
  }

  /**
   * Begins a film of pictures like this one, or goes on with one. A day's second film has `_2` behind its name.
   *
   * @throws GatehouseError MEDIA_UNENCODABLE (missing), FILM_UNWRITABLE (failed); as the file system does
   */
  static async open(path: string, like: RgbPicture): Promise<DayFilm> {
    const frame = nativeOf(like);
    const encoder = await PictureEncoder.open(frame, {
      fps: FPS,
      effort: EFFORT,
      paint: () => undefined,
    }).finally(() => frame.free());
    let muxer: FragmentMuxer | null = null;
    try {
      muxer = await FragmentMuxer.open(encoder.parameters());
      for (let number = 1; number <= MOST_FILMS; number += 1) {
        const name = number === 1 ? path : path.replace(/(\.[^./]*)?$/u, `_${number}$1`);
        const place = (await begun(name, muxer.header)) ?? (await goneOnWith(name, muxer.header));
        if (place !== null) return new DayFilm({ encoder, muxer }, { path: name, ...place });
      }
      throw unwritable(`there are ${MOST_FILMS} of that day already`);
    } catch (error) {
      muxer?.close();
      encoder.close();
      throw error;
    }
  }

  fits({ width, height }: RgbPicture): boolean {
    const { width: most, height: tall } = this.#encoder;
    return width - (width % 2) === most && height - (height % 2) === tall;
  }

  /** Adds a picture. What rejects leaves the film as it was on the disk; close it then. */
  async add(picture: RgbPicture): Promise<void> {
    const frame = nativeOf(picture);
    const packet = await this.#encoder
      .encode(frame, BigInt(this.#pictures) * PICTURE_US)
      .finally(() => frame.free());
    if (packet === null) return;
    packet.duration = PICTURE_US;
    await this.#muxer.write(packet);
    this.#pictures += 1;
    this.#unwritten += 1;
    if (this.#unwritten >= FRAGMENT_PICTURES) await this.#flush();
  }

  /** Writes what is not yet written. */
  async close(): Promise<void> {
    try {
      await this.#flush();
    } finally {
      this.#muxer.close();
      this.#encoder.close();
      await this.#file.close();
    }
  }

  async #flush(): Promise<void> {
    if (this.#unwritten === 0) return;
    this.#unwritten = 0;
    const fragment = await this.#muxer.fragment();
    if ((await this.#file.stat()).nlink === 0) throw unwritable("somebody has deleted it");
    try {
      await writeAll(this.#file, fragment, this.#at);
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#at).catch(() => undefined);
      throw error;
    }
    this.#at += fragment.length;
  }
}

interface Coding {
  readonly encoder: PictureEncoder;
  readonly muxer: FragmentMuxer;
}

interface Place {
  readonly file: FileHandle;
  readonly at: number;
  readonly pictures: number;
}

/** A new file that holds the header; null if there is one of that name. */
async function begun(path: string, header: Buffer): Promise<Place | null> {
  const there = await open(path, "r").catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  });
  await there?.close();
  if (there !== null) return null;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path + PART_SUFFIX, "w", 0o600);
  try {
    await writeAll(file, header, 0);
    await file.sync();
    await rename(path + PART_SUFFIX, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, at: header.length, pictures: 0 };
}

/** A film that is there, without what a crash has left of a fragment; null if its pictures are coded in another way. */
async function goneOnWith(path: string, header: Buffer): Promise<Place | null> {
  const file = await open(path, "r+");
  try {
    const first = Buffer.alloc(header.length);
    await file.read(first, 0, first.length, 0);
    if (first.equals(header)) {
      const at = Math.max(header.length, await wholeLength(file));
      await file.truncate(at);
      return { file, at, pictures: await samplesIn(file, at) };
    }
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  return null;
}

async function writeAll(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, at + written);
    if (bytesWritten === 0) throw unwritable("the disk takes nothing more");
    written += bytesWritten;
  }
}

/** A picture as the library has it: its own copy. */
function nativeOf({ width, height, data }: RgbPicture): Frame {
  const frame = Frame.fromVideoBuffer(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
    ...{ width, height, format: AV_PIX_FMT_RGB24 },
    timeBase: { num: 1, den: FPS },
  });
  // What it becomes: the colours of video in high definition.
  frame.colorSpace = AVCOL_SPC_BT709;
  return frame;
}

function unwritable(why: string): GatehouseError {
  return new GatehouseError("FILM_UNWRITABLE", `The film of the day cannot be written: ${why}.`, {
    kind: "failed",
  });
}
