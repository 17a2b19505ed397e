import { access, rm } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { EventOf } from "../../events/catalogue.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { clipOfFile } from "../brain/clip-name.ts";
import { finishedClips, storedFiles } from "../brain/stored-files.ts";
import { PROTECTED_SUFFIX, type StoredFile } from "../brain/what-goes.ts";
import type { ArchiveLink } from "./archive-link.ts";
import type { ArchiveParts } from "./parts.ts";
import { ClipTally, deletions } from "./tally.ts";
import { clipsOfLoneMarks, clipsToMove, STRANGER_SUFFIX } from "./what-moves.ts";

/** So many files are deleted at once. */
const AT_ONCE = 100;

/** Clips move before what is full has them deleted. */
const FULL_SHARE = 0.8;

/** What is done while the archive is open. */
export class ArchiveRound {
  readonly #link: ArchiveLink;
  readonly #parts: ArchiveParts;
  /** Clips that cannot be copied through no fault of the archive. */
  readonly #refused: Set<string>;

  constructor(link: ArchiveLink, parts: ArchiveParts, refused: Set<string>) {
    this.#link = link;
    this.#parts = parts;
    this.#refused = refused;
  }

  /**
   * Moves what is old enough, and more if so much more of the first disk has to be free.
   *
   * @throws GatehouseError ARCHIVE_UNREACHABLE (failed)
   */
  async move(missingBytes: number): Promise<void> {
    const { stateDirectory, settings, first, clock, reader } = this.#parts;
    const files = await storedFiles(join(stateDirectory, "clips"));
    const others = await storedFiles(join(stateDirectory, "media")).catch(() => []);
    for (const clip of clipsOfLoneMarks(files)) await this.#moveMark(clip);
    const moving = clipsToMove(files, {
      ...{ nowAt: clock.now().at, afterMs: settings.afterMs },
      missingBytes: Math.max(missingBytes, sizeOf([...files, ...others]) - first.maxBytes * FULL_SHARE),
    });
    const told = moving.length === 0 ? new Map<string, never>() : await finishedClips(moving, reader);
    const tally = new ClipTally();
    try {
      for (const file of moving) {
        const clip = clipOfFile(basename(file.path)) ?? "";
        // What the journal does not know yet is still being looked at.
        const event = told.get(clip);
        if (event !== undefined && !this.#refused.has(clip) && (await this.#moveOne(file, event)))
          tally.add(clip, file.bytes);
      }
    } finally {
      this.#tellMoved(tally);
    }
  }

  /** False if the clip cannot be copied. */
  async #moveOne(
    file: StoredFile,
    { clip, shows, sha256 = null }: EventOf<"recording.finished">,
  ): Promise<boolean> {
    const { stateDirectory, settings, moved, logger } = this.#parts;
    const path = relative(stateDirectory, file.path);
    const isProtected = await isThere(file.path + PROTECTED_SUFFIX);
    const marks = [
      ...(isProtected ? [PROTECTED_SUFFIX] : []),
      ...(shows === "stranger" ? [STRANGER_SUFFIX] : []),
    ];
    try {
      await this.#link.ask({ type: "copy", path, sha256, marks });
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.code !== "CLIP_NOT_COPIED") throw error;
      // It may have been deleted meanwhile.
      if (!(await isThere(file.path))) return false;
      this.#refused.add(clip);
      logger.warn("a clip is not moved to the archive", { clip, why: error.message });
      return false;
    }
    await moved(clip, join(settings.path, path));
    await rm(file.path, { force: true });
    await this.#moveMark(file.path);
    return true;
  }

  /** A clip may be protected at any time, also while it moves. */
  async #moveMark(clipFile: string): Promise<void> {
    const mark = clipFile + PROTECTED_SUFFIX;
    if (!(await isThere(mark))) return;
    const path = relative(this.#parts.stateDirectory, clipFile);
    const { isThere: isInArchive } = await this.#link.ask({ type: "mark", path, mark: PROTECTED_SUFFIX });
    if (isInArchive) await rm(mark, { force: true });
  }

  #tellMoved(tally: ClipTally): void {
    if (tally.files === 0) return;
    const { settings, logger, emit, clock } = this.#parts;
    logger.info("clips were moved to the archive", { clips: tally.files, bytes: tally.bytes });
    emit({ name: "recordings.moved", source: "brain", ...clock.now(), ...tally.told, to: settings.path });
  }

  /**
   * Deletes what is too old there, and what does not fit.
   *
   * @throws GatehouseError ARCHIVE_UNREACHABLE (failed)
   */
  async sweep(): Promise<void> {
    const { clock, settings, deleting, emit, logger } = this.#parts;
    const { limits, minFreeBytes } = settings;
    const { doomed } = await this.#link.ask({ type: "sweep", limits, minFreeBytes, nowAt: clock.now().at });
    for (const { why, files, clips } of deletions(doomed)) {
      const tally = new ClipTally();
      await deleting(clips, why);
      for (let i = 0; i < files.length; i += AT_ONCE) {
        const some = files.slice(i, i + AT_ONCE);
        await this.#link.ask({ type: "delete", paths: some.map(({ path }) => path) });
        for (const { path, bytes } of some) tally.add(clipOfFile(basename(path)), bytes);
      }
      logger.info("recordings were deleted from the archive", { files: files.length, why });
      emit({ name: "recordings.deleted", source: "brain", ...clock.now(), ...tally.told, why });
    }
  }
}

function sizeOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
