import { mkdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { freeBytes } from "../../adapters/media-files/free-bytes.ts";
import type { StartLooseChild } from "../../adapters/process/fork-child.ts";
import type { Cancel, Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { storedFiles } from "../brain/stored-files.ts";
import { ArchiveLink } from "./archive-link.ts";
import { readArchivePlace } from "./archive-place.ts";

interface BroughtBackParts {
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  readonly stateDirectory: string;
  readonly start: StartLooseChild;
}

/** Where what was brought back lies, in the state directory. */
const FOLDER = "brought-back";
const KEPT_MS = 60 * 60_000;
const MOST_BYTES = 1e9;
/** So much of the first disk is left free at the least. */
const LEAST_FREE = 1e9;
/** So many clips may be wanted at once; for more there is no room to wait. */
const MOST_WANTED = 4;

/**
 * Clips of the archive that somebody looks at, brought back to the first disk for an hour: this process never reads from a disk
 * that may hang.
 */
export class BroughtBack {
  readonly #parts: BroughtBackParts;
  readonly #folder: string;
  readonly #wanted = new Map<string, Promise<string | null>>();
  /** What will be deleted when its hour is over, by its path. */
  readonly #expiries = new Map<string, Cancel>();
  #order: Promise<unknown> = Promise.resolve();
  #link: ArchiveLink | null = null;

  constructor(parts: BroughtBackParts) {
    this.#parts = parts;
    this.#folder = join(parts.stateDirectory, FOLDER);
  }

  /** Where a clip is now on the first disk; null if it is not in the archive, or that cannot be reached. Never rejects. */
  async find(path: string): Promise<string | null> {
    const wanted = this.#wanted.get(path);
    if (wanted !== undefined) return wanted;
    if (this.#wanted.size >= MOST_WANTED) return null;
    const bringing = this.#order
      .then(() => this.#bring(path))
      .catch((error: unknown) => this.#failed(path, error));
    this.#order = bringing;
    this.#wanted.set(path, bringing);
    return bringing.finally(() => this.#wanted.delete(path));
  }

  /** Deletes what was brought back, also by an earlier process, and does not wait for an archive that hangs. */
  async empty(): Promise<void> {
    this.#link?.end();
    for (const cancel of this.#expiries.values()) cancel();
    this.#expiries.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #bring(path: string): Promise<string | null> {
    const { stateDirectory } = this.#parts;
    const file = join(this.#folder, basename(path));
    if ((await stat(file).catch(() => null)) !== null) return file;
    const place = await readArchivePlace(stateDirectory);
    if (place === null) return null;
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await this.#makeRoom();
    const mostBytes = Math.min(MOST_BYTES, (await freeBytes(stateDirectory)) - LEAST_FREE);
    const link = new ArchiveLink(this.#parts);
    this.#link = link;
    try {
      await link.ask({ type: "open", ...place, stateDirectory, begin: false });
      await link.ask({ type: "bring", path, to: file, mostBytes });
      this.#expire(file);
      return file;
    } finally {
      link.end();
    }
  }

  /** However often it is looked at: a clip that was deleted in the archive meanwhile must not be shown for ever. */
  #expire(file: string): void {
    this.#expiries.get(file)?.();
    const cancel = this.#parts.scheduler.after(KEPT_MS, () => {
      this.#expiries.delete(file);
      rm(file, { force: true }).catch((error: unknown) => this.#failed(file, error));
    });
    this.#expiries.set(file, cancel);
  }

  /** Everything goes if it is too much. */
  async #makeRoom(): Promise<void> {
    const files = await storedFiles(this.#folder);
    if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= MOST_BYTES) return;
    for (const { path } of files) await rm(path, { force: true });
  }

  #failed(path: string, error: unknown): null {
    this.#parts.logger.warn("a clip cannot be brought back from the archive", {
      path,
      error: messageOf(error),
    });
    return null;
  }
}
