import { access, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { sha256Of } from "./digest.ts";

/** The clips of a state directory, as files. */
export class ClipFiles {
  readonly #directory: string;
  readonly #protectedSuffix: string;

  /** @param protectedSuffix what the name of the file beside a clip ends in that keeps it from being deleted */
  constructor(directory: string, protectedSuffix: string) {
    this.#directory = directory;
    this.#protectedSuffix = protectedSuffix;
  }

  /** Where a clip is on this machine. */
  pathOf(path: string): string {
    return resolve(this.#directory, path);
  }

  /** Every file of the folder of clips, and when it was written last, ms since the epoch. */
  async all(): Promise<{ readonly name: string; readonly at: number }[]> {
    const folder = this.pathOf("clips");
    const names = await readdir(folder).catch(() => []);
    const found = names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs }));
    // One may have been deleted since the folder was read.
    return (await Promise.allSettled(found)).flatMap((one) =>
      one.status === "fulfilled" ? [one.value] : [],
    );
  }

  has(path: string): Promise<boolean> {
    return isThere(this.pathOf(path));
  }

  isProtected(path: string): Promise<boolean> {
    return isThere(this.pathOf(path) + this.#protectedSuffix);
  }

  /** Rejects as the file system does. */
  async protect(path: string): Promise<void> {
    await writeFile(this.pathOf(path) + this.#protectedSuffix, "");
  }

  async unprotect(path: string): Promise<void> {
    await rm(this.pathOf(path) + this.#protectedSuffix, { force: true });
  }

  /** Bytes of the file as it is now. Rejects as the file system does. */
  async size(path: string): Promise<number> {
    return (await stat(this.pathOf(path))).size;
  }

  /** SHA-256 of the file as it is now. Rejects as the file system does. */
  digest(path: string): Promise<string> {
    return sha256Of(this.pathOf(path));
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
