import { rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { LineFile } from "../../adapters/media-files/line-file.ts";
import type { EventDraft } from "../../events/catalogue.ts";
import type { Clock } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import { continuousCameras, daysOf, segmentsOfDay } from "../continuous/read-segments.ts";
import { indexLine, isMoving, type SegmentMark } from "../continuous/segment-index.ts";
import { CONTINUOUS_FOLDER, INDEX_FILE, segmentPath, segmentStart } from "../continuous/segment-name.ts";
import type { FromCamera } from "../protocol.ts";

/** Lines that may wait for a slow card; further ones are dropped and counted: their segments count as moving. */
const PENDING_LIMIT = 256;

/** A segment that is there. */
export interface StoredSegment {
  readonly camera: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** When it ends, ms since the epoch. */
  readonly endAt: number;
  /** Something moved in it, somebody was seen, or nobody can tell. */
  readonly isMoving: boolean;
}

interface ContinuousParts {
  readonly stateDirectory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly emit: (draft: EventDraft) => void;
  /** Makes ordinary files of those that were cut off, and says how long they are. */
  readonly mend: (paths: readonly string[]) => Promise<readonly { path: string; seconds: number }[]>;
}

/**
 * Knows the segments that the cameras record all the time, and keeps the index of each day: a line for each segment that was
 * closed. One that has no line is there all the same, and counts as one in which something moved.
 */
export class ContinuousRecordings {
  readonly #parts: ContinuousParts;
  /** By their path. */
  readonly #segments = new Map<string, StoredSegment>();
  /** What each camera's process is writing, by its path. */
  readonly #open = new Map<string, Set<string>>();
  readonly #stopped = new Set<string>();
  #written: Promise<void> = Promise.resolve();
  #pending = 0;
  #dropped = 0;

  constructor(parts: ContinuousParts) {
    this.#parts = parts;
  }

  /** Lines of the index that were not written because too many were waiting. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Reads what is there, and mends what a crash has left. Call it before any camera records. */
  async open(): Promise<void> {
    const { stateDirectory } = this.#parts;
    const cutOff: string[] = [];
    for (const camera of await continuousCameras(stateDirectory))
      for (const day of await daysOf(stateDirectory, camera))
        cutOff.push(...(await this.#readDay(camera, day)));
    // Cameras need not wait for it: what they write has other names.
    void this.#mend(cutOff);
  }

  /** Takes what a camera's process says about segments. Other messages are none of its business. */
  onMessage(camera: string, message: FromCamera): void {
    switch (message.type) {
      case "continuous":
        this.#say(camera, message.stopped);
        return;
      case "segment-begun":
        this.#openOf(camera).add(this.#path(camera, message.segment));
        return;
      case "segment-finished":
        this.#openOf(camera).delete(this.#path(camera, message.segment));
        this.#add(camera, message);
        this.#say(camera, null);
        return;
      case "segment-cut": {
        const path = this.#path(camera, message.segment);
        if (this.#openOf(camera).delete(path)) void this.#mend([path]);
        return;
      }
      default:
    }
  }

  /** A camera's process has died: what it was writing is mended. */
  onLost(camera: string): void {
    const cutOff = [...this.#openOf(camera)];
    this.#open.delete(camera);
    void this.#mend(cutOff);
  }

  /** Every segment that is there and closed. */
  segments(): readonly StoredSegment[] {
    return [...this.#segments.values()];
  }

  /** These files are gone; what was left of their days goes too. */
  async forget(paths: readonly string[]): Promise<void> {
    const days = new Set(paths.filter((path) => this.#segments.delete(path)).map(dirname));
    for (const { path } of this.#segments.values()) days.delete(dirname(path));
    for (const open of this.#open.values()) for (const path of open) days.delete(dirname(path));
    for (const day of days) {
      await rm(join(day, INDEX_FILE), { force: true });
      // Somebody may have put something there.
      await rmdir(day).catch(() => undefined);
    }
  }

  /** Resolves when everything taken so far is on the disk, or could not be written. */
  flush(): Promise<void> {
    return this.#written;
  }

  /** The final names of what was cut off that day. */
  async #readDay(camera: string, day: string): Promise<string[]> {
    const { stateDirectory } = this.#parts;
    await new LineFile(join(stateDirectory, CONTINUOUS_FOLDER, camera, day, INDEX_FILE)).mend();
    const cutOff: string[] = [];
    for (const segment of await segmentsOfDay(stateDirectory, { camera, day })) {
      const { path, startAt, seconds, bytes, mark, isOpen } = segment;
      if (isOpen) cutOff.push(path.slice(0, -PART_SUFFIX.length));
      else
        this.#segments.set(path, {
          ...{ camera, path, bytes },
          ...{ endAt: startAt + seconds * 1000, isMoving: isMoving(mark) },
        });
    }
    return cutOff;
  }

  async #mend(paths: readonly string[]): Promise<void> {
    if (paths.length === 0) return;
    try {
      for (const { path, seconds } of await this.#parts.mend(paths)) {
        const { camera, segment } = this.#placeOf(path);
        const { size: bytes } = await stat(path);
        this.#add(camera, { segment, seconds, bytes, mark: null });
      }
    } catch (error) {
      this.#parts.logger.warn("segments that were cut off could not be mended", { error: messageOf(error) });
    }
  }

  #add(
    camera: string,
    { segment, seconds, bytes, mark }: { segment: string; seconds: number; bytes: number; mark: SegmentMark },
  ): void {
    const path = this.#path(camera, segment);
    const endAt = (segmentStart(segment) ?? 0) + seconds * 1000;
    this.#segments.set(path, { camera, path, bytes, endAt, isMoving: isMoving(mark) });
    const line = indexLine({ segment: basename(segment), seconds, bytes, mark });
    this.#write(join(dirname(path), INDEX_FILE), line);
  }

  #write(index: string, line: string): void {
    if (this.#pending >= PENDING_LIMIT) {
      this.#dropped += 1;
      return;
    }
    this.#pending += 1;
    this.#written = this.#written.then(async () => {
      try {
        await new LineFile(index).append([line]);
      } catch (error) {
        this.#parts.logger.warn("the index of a day's segments cannot be written", {
          error: messageOf(error),
        });
      } finally {
        this.#pending -= 1;
      }
    });
  }

  #say(camera: string, why: string | null): void {
    const wasStopped = this.#stopped.has(camera);
    if (why === null && !wasStopped) return;
    if (why === null) this.#stopped.delete(camera);
    else this.#stopped.add(camera);
    const about = { source: `camera:${camera}`, ...this.#parts.clock.now(), camera };
    this.#parts.emit(
      why === null
        ? { name: "continuous.resumed", ...about, why: "it can be written again" }
        : { name: "continuous.stopped", ...about, why },
    );
  }

  #openOf(camera: string): Set<string> {
    const open = this.#open.get(camera) ?? new Set();
    this.#open.set(camera, open);
    return open;
  }

  #path(camera: string, segment: string): string {
    return join(this.#parts.stateDirectory, segmentPath(camera, segment));
  }

  #placeOf(path: string): { camera: string; segment: string } {
    const place = relative(join(this.#parts.stateDirectory, CONTINUOUS_FOLDER), path).replace(/\.mp4$/u, "");
    const camera = place.slice(0, place.indexOf("/"));
    return { camera, segment: place.slice(camera.length + 1) };
  }
}
