import { mkdir, open, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import type { ClipFacts, ClipWriter } from "../../sensors/camera.ts";
import type { RingEntry } from "../../sensors/packet-ring.ts";
import type { ClipFormat, ClipPacket } from "./clip-format.ts";
import { addStream, checkWritten as check, placeInTrack, trackOf, type Mp4Track } from "./mp4-output.ts";
import { syncFolder } from "./sync-folder.ts";
import { AV_NOPTS_VALUE, Dictionary, FormatContext } from "./native.ts";
import type { Packet } from "./native.ts";

/** A disk that is this far behind is too slow: the clip ends, the memory does not. */
const MOST_QUEUED_BYTES = 64 * 1024 * 1024;

/** So much video is a fragment at most, µs; a key frame begins another. What is not in a whole one yet, a kill -9 costs. */
const FRAGMENT_US = 300_000;

/** Every so often what was written is forced to the disk, µs of video: what is not, a power cut costs. */
const SYNC_EVERY_US = 500_000;

/** Writes packets, as they are, into a fragmented MP4 (ISO 14496-12 §8.8) whose times begin at zero. */
export class ClipFile implements ClipWriter<ClipPacket> {
  readonly failed: Promise<never>;
  readonly #path: string;
  readonly #format: ClipFormat;
  readonly #note: string;
  readonly #context = new FormatContext();
  #fail: (error: unknown) => void = () => undefined;
  #video: Mp4Track | null = null;
  #audio: Mp4Track | null = null;
  #work: Promise<void>;
  readonly #queued = new Set<Packet>();
  #queuedBytes = 0;
  #dropped = 0;
  #broken = false;
  #firstUs: bigint | null = null;
  #endUs = 0n;
  #syncedUs = 0n;

  private constructor(path: string, format: ClipFormat, note: string) {
    this.#path = path;
    this.#format = format;
    this.#note = note;
    this.failed = new Promise<never>((_, reject) => (this.#fail = reject));
    this.failed.catch(() => undefined);
    this.#work = this.#step(() => this.#begin());
  }

  /**
   * Begins `path` in the background; the first packet written must be a key frame.
   *
   * @param note what the file says of itself (as its comment), should everything else be lost
   */
  static open(path: string, first: RingEntry<ClipPacket>, note = ""): ClipFile {
    return new ClipFile(path, first.packet.format, note);
  }

  accepts(entry: RingEntry<ClipPacket>): boolean {
    return entry.packet.format === this.#format;
  }

  write(entry: RingEntry<ClipPacket>): void {
    if (this.#broken) return;
    if (this.#queuedBytes > MOST_QUEUED_BYTES) {
      this.#break(
        new GatehouseError("CLIP_DISK_SLOW", "The disk is too slow for this recording.", { kind: "failed" }),
      );
      return;
    }
    const packet = entry.packet.native.clone();
    if (packet === null) {
      this.#dropped += 1;
      return;
    }
    this.#queued.add(packet);
    this.#queuedBytes += entry.bytes;
    this.#work = this.#work.then(async () => {
      if (!this.#queued.delete(packet)) return;
      await this.#step(() => this.#write(packet, entry.media));
      packet.free();
      this.#queuedBytes -= entry.bytes;
    });
  }

  async close(): Promise<ClipFacts> {
    let bytes = 0;
    await this.#work;
    await this.#step(async () => {
      check(await this.#context.writeTrailer(), "finish");
      await this.#release();
      await this.#sync();
      await rename(this.#path + PART_SUFFIX, this.#path);
      await syncFolder(dirname(this.#path));
      bytes = (await stat(this.#path)).size;
    });
    if (this.#broken) {
      await this.#release();
      return this.failed;
    }
    const seconds = Number(this.#endUs - (this.#firstUs ?? 0n)) / 1e6;
    return { seconds, bytes, dropped: this.#dropped, path: this.#path };
  }

  /** Runs one piece of work unless an earlier one failed. */
  async #step(work: () => Promise<void>): Promise<void> {
    if (this.#broken) return;
    try {
      await work();
    } catch (error) {
      this.#break(error);
    }
  }

  #break(error: unknown): void {
    this.#broken = true;
    // A write that hangs must not keep what waits behind it: the next clip wants the memory.
    for (const packet of this.#queued) packet.free();
    this.#queued.clear();
    this.#fail(error);
  }

  async #begin(): Promise<void> {
    await makeFolder(dirname(this.#path));
    check(this.#context.allocOutputContext2(null, "mp4", this.#path + PART_SUFFIX), "begin");
    const { video, aspect, audio } = this.#format;
    this.#video = trackOf(addStream(this.#context, video, aspect));
    if (audio !== null) this.#audio = trackOf(addStream(this.#context, audio));
    if (this.#note !== "") this.#context.metadata = Dictionary.fromObject({ comment: this.#note });
    check(await this.#context.openOutput(), "create");
    await syncFolder(dirname(this.#path));
    // An index at the front is only possible with the first fragment if pictures are reordered: it has to say by how much.
    const index = this.#format.reordered ? "delay_moov" : "empty_moov";
    const options = Dictionary.fromObject({
      movflags: `frag_keyframe+${index}+default_base_moof`,
      frag_duration: `${FRAGMENT_US}`,
      flush_packets: "1",
    });
    try {
      check(await this.#context.writeHeader(options), "begin");
    } finally {
      options.free();
    }
  }

  async #write(packet: Packet, media: "video" | "audio"): Promise<void> {
    const track = media === "video" ? this.#video : this.#audio;
    if (track === null) return;
    const place = this.#place(packet, media);
    if (place === "untimed") this.#dropped += 1;
    if (place !== "placed") return;
    placeInTrack(packet, track);
    check(await this.#context.interleavedWriteFrame(packet), "write");
    if (this.#endUs - this.#syncedUs < SYNC_EVERY_US) return;
    this.#syncedUs = this.#endUs;
    await this.#sync();
  }

  /** Moves the packet to the clip's own time, if it has a place there. */
  #place(packet: Packet, media: "video" | "audio"): "placed" | "untimed" | "before" {
    if (packet.dts === AV_NOPTS_VALUE) packet.dts = packet.pts;
    if (packet.pts === AV_NOPTS_VALUE) packet.pts = packet.dts;
    if (packet.pts === AV_NOPTS_VALUE) return "untimed";
    if (this.#firstUs === null) {
      if (media === "audio") return "before";
      this.#firstUs = packet.pts;
      this.#endUs = packet.pts;
      this.#syncedUs = packet.pts;
    }
    // Sound of before, and pictures that follow the first key frame but are shown before it (of an open group): they need
    // others that are not in the clip, and none that follow need them.
    if (packet.pts < this.#firstUs) return "before";
    if (media === "video") this.#endUs = larger(this.#endUs, packet.pts + packet.duration);
    packet.pts -= this.#firstUs;
    packet.dts -= this.#firstUs;
    return "placed";
  }

  async #sync(): Promise<void> {
    const handle = await open(this.#path + PART_SUFFIX, "r+");
    try {
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  async #release(): Promise<void> {
    await this.#context.closeOutput();
    this.#context.freeContext();
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new GatehouseError("CLIP_UNWRITABLE", `Cannot make the folder ${folder}: ${messageOf(cause)}.`, {
      kind: "failed",
      cause,
    });
  }
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
