import { SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { ClipFiles, type ArchivedFiles } from "../../adapters/media-files/clip-files.ts";
import { forkSmallChild } from "../../adapters/process/fork-child.ts";
import { messageOf } from "../../runtime/errors.ts";
import { clipPath } from "../brain/clip-name.ts";
import { PROTECTED_SUFFIX } from "../brain/what-goes.ts";
import { walkChain } from "../clips/chain.ts";
import { manifestFile } from "../clips/manifest.ts";
import { ArchiveLink } from "./archive-link.ts";
import { readArchivePlace } from "./archive-place.ts";

/** An archive that was looked at. */
export interface SeenArchive extends ArchivedFiles {
  /** Null if it cannot be reached. */
  readonly freeBytes: number | null;
  /** Why it cannot be reached; empty if it can. */
  readonly why: string;
}

/** Looks at the archive that the daemon uses, from a process of its own; null if there never was one. Never rejects. */
export async function lookAtArchive(stateDirectory: string): Promise<SeenArchive | null> {
  const place = await readArchivePlace(stateDirectory);
  if (place === null) return null;
  const { path: directory } = place;
  const link = new ArchiveLink({ scheduler: new SystemScheduler(), start: forkSmallChild });
  try {
    const { freeBytes } = await link.ask({ type: "open", ...place, stateDirectory, begin: false });
    const { names } = await link.ask({ type: "list" });
    return { directory, names: new Set(names), isReached: true, freeBytes, why: "" };
  } catch (error) {
    const names = await movedClips(stateDirectory);
    return { directory, names, isReached: false, freeBytes: null, why: messageOf(error) };
  } finally {
    link.end();
  }
}

/** Clips that by the manifest lie in the archive, as paths. */
async function movedClips(stateDirectory: string): Promise<ReadonlySet<string>> {
  const { clips } = walkChain(
    await manifestFile(stateDirectory)
      .lines()
      .catch(() => []),
  );
  return new Set(
    [...clips].flatMap(([clip, { isMoved, isDeleted }]) => (isMoved && !isDeleted ? [clipPath(clip)] : [])),
  );
}

/** The clips of a state directory, and of its archive if that can be reached. */
export async function clipFilesOf(
  stateDirectory: string,
): Promise<{ readonly files: ClipFiles; readonly archive: SeenArchive | null }> {
  const archive = await lookAtArchive(stateDirectory);
  return { files: new ClipFiles(stateDirectory, PROTECTED_SUFFIX, archive), archive };
}

/** Says that what was moved to the archive cannot be seen; null if it can, or there is none. */
export function awayText(archive: SeenArchive | null): string | null {
  if (archive === null || archive.isReached) return null;
  return `The archive ${archive.directory} cannot be reached, and what is in it not seen: ${archive.why}`;
}
