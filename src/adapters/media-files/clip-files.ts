import { access, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sha256Of } from "./digest.ts";

/** The clips that were moved to another disk, as that was looked at a moment ago. */
export interface ArchivedFiles {
  /** Absolute. */
  readonly directory: string;
  /** Every file that is there, relative to it; if it cannot be reached, every clip that was moved there. */
  readonly names: ReadonlySet<string>;
  readonly isReached: boolean;
}

/** Where a file is: in the state directory, moved to the archive, or in the archive that cannot be reached. */
export type Tier = "first" | "archive" | "away";

/** The clips of a state directory and of its archive, as files. Paths are relative to the one as to the other. */
export class ClipFiles {
  readonly #directory: string;
  readonly #protectedSuffix: string;
  readonly #archive: ArchivedFiles | null;

  /**
   * @param protectedSuffix what the name of the file beside a clip ends in that keeps it from being deleted
   * @param archive null if there is none
   */
  constructor(directory: string, protectedSuffix: string, archive: ArchivedFiles | null = null) {
    this.#directory = directory;
    this.#protectedSuffix = protectedSuffix;
    this.#archive = archive;
  }

  /** Where a file is; null if it is nowhere. One that is in both places is just being moved. */
  async tierOf(path: string): Promise<Tier | null> {
    if (await isThere(this.#inState(path))) return "first";
    if (this.#archive?.names.has(path) !== true) return null;
    return this.#archive.isReached ? "archive" : "away";
  }

  /** Where a file is on this machine; where it was recorded if it is nowhere. */
  async pathOf(path: string): Promise<string> {
    const isArchived = (await this.tierOf(path)) === "archive" && this.#archive !== null;
    return isArchived ? join(this.#archive.directory, path) : this.#inState(path);
  }

  /** Every file of the folder of clips, and when it was written last, ms since the epoch; what is in the archive is old. */
  async all(): Promise<{ readonly name: string; readonly at: number }[]> {
    const folder = this.#inState("clips");
    const names = await readdir(folder).catch(() => []);
    const found = names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs }));
    // One may have been deleted since the folder was read.
    const here = (await Promise.allSettled(found)).flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
    const archived = [...this.#reached].map((path) => ({ name: path.replace("clips/", ""), at: 0 }));
    return [...archived, ...here];
  }

  async has(path: string): Promise<boolean> {
    return ["first", "archive"].includes((await this.tierOf(path)) ?? "");
  }

  async isProtected(path: string): Promise<boolean> {
    return this.has(path + this.#protectedSuffix);
  }

  /** Rejects as the file system does. */
  async protect(path: string): Promise<void> {
    await writeFile((await this.pathOf(path)) + this.#protectedSuffix, "");
  }

  async unprotect(path: string): Promise<void> {
    const mark = path + this.#protectedSuffix;
    await rm(this.#inState(mark), { force: true });
    if (this.#archive !== null && this.#reached.has(mark))
      await rm(join(this.#archive.directory, mark), { force: true });
  }

  /** Bytes of the file as it is now. Rejects as the file system does. */
  async size(path: string): Promise<number> {
    return (await stat(await this.pathOf(path))).size;
  }

  /** SHA-256 of the file as it is now. Rejects as the file system does. */
  async digest(path: string): Promise<string> {
    return sha256Of(await this.pathOf(path));
  }

  get #reached(): ReadonlySet<string> {
    return this.#archive?.isReached === true ? this.#archive.names : new Set();
  }

  #inState(path: string): string {
    return resolve(this.#directory, path);
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
