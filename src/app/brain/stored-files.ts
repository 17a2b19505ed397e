import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { EventOf } from "../../events/catalogue.ts";
import type { JournalReader } from "../../events/journal.ts";
import { PART_SUFFIX } from "../../sensors/camera.ts";
import { clipOfFile } from "./clip-name.ts";
import type { StoredFile } from "./what-goes.ts";

/**
 * All files of a folder and those below it. What is being written is none yet. Rejects as the file system does.
 *
 * @param onFile called after each
 */
export async function storedFiles(directory: string, onFile?: () => void): Promise<StoredFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(PART_SUFFIX));
  const found = await Promise.all(
    files.map(async (entry) => {
      const file = await storedFile(join(entry.parentPath, entry.name));
      onFile?.();
      return file;
    }),
  );
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

/** An event comes when its clip is closed; that of the oldest file is not older than the file by more. */
const MARGIN_MS = 10 * 60_000;

/** What the journal says of the clips among these files, by name. Rejects if it cannot be read. */
export async function finishedClips(
  files: readonly StoredFile[],
  reader: Pick<JournalReader, "events">,
): Promise<ReadonlyMap<string, EventOf<"recording.finished">>> {
  const fromAt = files.reduce((least, { at }) => Math.min(least, at), Infinity) - MARGIN_MS;
  const events = await reader.events({ names: ["recording.finished"], fromAt });
  return new Map(
    events.flatMap((event) => (event.name === "recording.finished" ? [[event.clip, event] as const] : [])),
  );
}

/** Tells which files are clips that show somebody who is not known; none if the journal cannot be read. */
export async function strangersAmong(
  files: readonly StoredFile[],
  reader: Pick<JournalReader, "events">,
): Promise<(path: string) => boolean> {
  const finished = await finishedClips(files, reader).catch(() => new Map<string, never>());
  return (path) => finished.get(clipOfFile(basename(path)) ?? "")?.shows === "stranger";
}
