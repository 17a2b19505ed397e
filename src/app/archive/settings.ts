import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { KeepLimits } from "../brain/what-goes.ts";
import type { ArchiveSettings } from "./parts.ts";

type Recordings = GatehouseConfig["recordings"];

/** What the archive is; null if there is none. */
export function archiveSettings({ archive }: Recordings): ArchiveSettings | null {
  if (archive === undefined) return null;
  const { path, after: afterMs, keep: keepMs, max_size: maxBytes, min_free: minFreeBytes } = archive;
  const keepStrangersMs = archive.keep_strangers ?? 2 * keepMs;
  return { path, afterMs, minFreeBytes, limits: { keepMs, keepStrangersMs, keepFacesMs: keepMs, maxBytes } };
}

/**
 * How long and how much is kept on the first disk. With an archive whatever can be of use with a clip of it is kept as long as
 * that, and so is a clip that cannot move because the archive is away.
 */
export function firstLimits(recordings: Recordings): KeepLimits {
  const { keep, keep_strangers: keepStrangersMs, keep_faces: keepFacesMs = keep } = recordings;
  const archive = archiveSettings(recordings)?.limits;
  return {
    keepMs: Math.max(keep, archive?.keepMs ?? 0),
    keepStrangersMs: Math.max(keepStrangersMs, archive?.keepStrangersMs ?? 0),
    keepFacesMs,
    maxBytes: recordings.max_size,
  };
}
