import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";

/** A file of this name beside a recording says that it must not be deleted. */
export const PROTECTED_SUFFIX = ".keep";

/** How long and how much is kept. */
interface KeepLimits {
  readonly keepMs: number;
  /** The same of pictures of faces; never longer than the rest. */
  readonly keepFacesMs: number;
  readonly maxBytes: number;
}

/** One stored file. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Last change, ms since the epoch. */
  readonly at: number;
}

/** A picture that was cut out around a face, as `MediaStore` names it; a camera's own name may end in anything. */
const FACE_PICTURE = /-face-\d{9}-[0-9a-f]{6}\.jpg$/;

/**
 * The files that have to go: those that are too old, then the oldest until the rest fits. What people have protected stays,
 * and takes its room.
 */
export function filesToDelete(files: readonly StoredFile[], limits: KeepLimits, nowAt: number): StoredFile[] {
  const names = new Set(files.map(({ path }) => path));
  const isProtected = ({ path }: StoredFile): boolean =>
    names.has(path + PROTECTED_SUFFIX) ||
    (path.endsWith(PROTECTED_SUFFIX) && names.has(path.slice(0, -PROTECTED_SUFFIX.length)));
  const staying = files.filter(isProtected);
  const newestFirst = files.filter((file) => !isProtected(file)).toSorted((a, b) => b.at - a.at);
  let kept = staying.reduce((sum, { bytes }) => sum + bytes, 0);
  return newestFirst.filter((file) => {
    const keepMs = FACE_PICTURE.test(file.path) ? Math.min(limits.keepFacesMs, limits.keepMs) : limits.keepMs;
    if (nowAt - file.at > keepMs) return true;
    kept += file.bytes;
    return kept > limits.maxBytes;
  });
}

export interface RetentionParts {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly stateDirectory: string;
  readonly limits: () => KeepLimits;
  /** Deletes events of the journal from before this wall clock, ms since the epoch. */
  readonly pruneJournal: (beforeAt: number) => Promise<number>;
}

const EVERY_MS = 10 * 60_000;
/** Folders of the state directory whose files are recordings. A clip that is being written ends in `.part`. */
const FOLDERS = ["clips", "media"] as const;

/** Deletes old clips, pictures and events, now and every ten minutes. */
export class Retention {
  readonly #parts: RetentionParts;
  #cancel: Cancel = () => undefined;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  start(): void {
    void this.#round();
    this.#cancel = this.#parts.scheduler.after(EVERY_MS, () => this.start());
  }

  stop(): void {
    this.#cancel();
  }

  async #round(): Promise<void> {
    const { clock, logger, limits, pruneJournal } = this.#parts;
    try {
      const { at } = clock.now();
      const old = filesToDelete(await this.#storedFiles(), limits(), at);
      for (const { path } of old) await rm(path, { force: true });
      const events = await pruneJournal(at - limits().keepMs);
      if (old.length + events > 0)
        logger.info("old recordings and events were deleted", { files: old.length, events });
    } catch (error) {
      logger.warn("old recordings could not be deleted", { error: messageOf(error) });
    }
  }

  /** All recordings. A folder that cannot be read must not keep the rest for ever. */
  async #storedFiles(): Promise<StoredFile[]> {
    const { logger, stateDirectory } = this.#parts;
    const folders = FOLDERS.map(async (folder) => {
      try {
        return await storedFiles(join(stateDirectory, folder));
      } catch (error) {
        logger.warn("a folder of recordings cannot be read", { folder, error: messageOf(error) });
        return [];
      }
    });
    return (await Promise.all(folders)).flat();
  }
}

async function storedFiles(directory: string): Promise<StoredFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".part"));
  const found = await Promise.all(files.map((entry) => storedFile(join(entry.parentPath, entry.name))));
  return found.filter((file) => file !== null);
}

/** Null if it has been deleted since the folder was read. */
async function storedFile(path: string): Promise<StoredFile | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { path, bytes: size, at: mtimeMs };
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT") return null;
    throw error;
  }
}
