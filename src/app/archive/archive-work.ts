import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { isMarked, openArchive } from "../../adapters/archive-folder/archive-marker.ts";
import { COPYING_SUFFIX, copySurely } from "../../adapters/archive-folder/sure-copy.ts";
import { freeBytes } from "../../adapters/media-files/free-bytes.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { storedFiles } from "../brain/stored-files.ts";
import { filesToDelete } from "../brain/what-goes.ts";
import type { DoomedFile, FromArchive, ToArchive } from "./messages.ts";
import { STRANGER_SUFFIX } from "./what-moves.ts";

/** A little more is made free than has to be, or it would have to be done again at once. */
const MORE_FREE = 1.2;
/** The folder of clips, here as in the state directory. */
const CLIPS = "clips";

type Of<Type extends ToArchive["type"]> = Extract<ToArchive, { type: Type }>;

/** What the process that works with the archive does. Whatever it asks of the file system may take for ever. */
export class ArchiveWork {
  readonly #onPiece: () => void;
  #claim: (Of<"open"> & { readonly id: string }) | null = null;

  /** @param onPiece called after every piece that was read or written */
  constructor(onPiece: () => void) {
    this.#onPiece = onPiece;
  }

  /** Does what it is told. Never rejects. */
  async answer(message: ToArchive): Promise<FromArchive> {
    try {
      return await this.#do(message);
    } catch (error) {
      const own = error instanceof GatehouseError && error.code === "CLIP_NOT_COPIED";
      return { type: "failed", own, why: messageOf(error) };
    }
  }

  async #do(message: ToArchive): Promise<FromArchive> {
    if (message.type === "open") return this.#open(message);
    const { path: archive, stateDirectory, id } = this.#opened();
    // What was there a moment ago may have been unmounted, and the card lies below.
    if (!(await isMarked(archive, id)))
      throw new GatehouseError("ARCHIVE_UNREACHABLE", `${archive} is not mounted any more`, {
        kind: "failed",
      });
    switch (message.type) {
      case "copy":
        return this.#copy(message, { archive, stateDirectory });
      case "bring":
        return this.#bring(message, archive);
      case "mark":
        return mark(message, archive);
      case "list":
        return {
          type: "listed",
          names: (await readdir(join(archive, CLIPS))).map((name) => join(CLIPS, name)),
        };
      case "sweep":
        return { type: "swept", doomed: await this.#sweep(message, archive) };
      case "delete":
        for (const path of message.paths) {
          await rm(join(archive, path), { force: true });
          await rm(join(archive, path + STRANGER_SUFFIX), { force: true });
          this.#onPiece();
        }
        return { type: "deleted" };
    }
  }

  async #open(claim: Of<"open">): Promise<FromArchive> {
    const id = await openArchive(claim);
    await mkdir(join(claim.path, CLIPS), { recursive: true, mode: 0o700 });
    this.#claim = { ...claim, id };
    return { type: "opened", id, freeBytes: await freeBytes(claim.path) };
  }

  #opened(): Of<"open"> & { readonly id: string } {
    if (this.#claim === null) throw new Error("the archive was not opened");
    return this.#claim;
  }

  async #copy(
    { path, sha256, marks }: Of<"copy">,
    { archive, stateDirectory }: { archive: string; stateDirectory: string },
  ): Promise<FromArchive> {
    // The marks are there before the clip is: no clip is ever there without.
    for (const suffix of marks) await writeFile(join(archive, path + suffix), "", { mode: 0o600 });
    const [from, to] = [join(stateDirectory, path), join(archive, path)];
    return { type: "copied", bytes: await copySurely({ from, to, sha256, onPiece: this.#onPiece }) };
  }

  async #bring({ path, to, mostBytes }: Of<"bring">, archive: string): Promise<FromArchive> {
    const from = join(archive, path);
    if ((await stat(from)).size > mostBytes) throw new Error("there is no room for it");
    return { type: "copied", bytes: await copySurely({ from, to, sha256: null, onPiece: this.#onPiece }) };
  }

  async #sweep({ limits, minFreeBytes, nowAt }: Of<"sweep">, archive: string): Promise<DoomedFile[]> {
    const clips = join(archive, CLIPS);
    const names = new Set(await readdir(clips));
    for (const name of names) if (isLeftOver(name, names)) await rm(join(clips, name), { force: true });
    const files = await storedFiles(clips, this.#onPiece);
    const free = await freeBytes(archive);
    const doomed = filesToDelete(
      files.filter(({ path }) => !path.endsWith(STRANGER_SUFFIX)),
      {
        limits,
        nowAt,
        isOfStranger: (path) => names.has(basename(path) + STRANGER_SUFFIX),
        missingBytes: free < minFreeBytes ? minFreeBytes * MORE_FREE - free : 0,
      },
    );
    return doomed.map(({ file, why }) => ({ path: relative(archive, file.path), bytes: file.bytes, why }));
  }
}

/** What was being copied when a process ended, and the marks of clips that never came or are gone. */
function isLeftOver(name: string, names: ReadonlySet<string>): boolean {
  if (name.endsWith(COPYING_SUFFIX)) return true;
  return name.endsWith(STRANGER_SUFFIX) && !names.has(name.slice(0, -STRANGER_SUFFIX.length));
}

async function mark({ path, mark: suffix }: Of<"mark">, archive: string): Promise<FromArchive> {
  const clip = join(archive, path);
  const isThere = await stat(clip).then(
    () => true,
    (error: unknown) => {
      if ((error as { code?: unknown }).code === "ENOENT") return false;
      throw error;
    },
  );
  if (isThere) await writeFile(clip + suffix, "", { mode: 0o600 });
  return { type: "marked", isThere };
}
