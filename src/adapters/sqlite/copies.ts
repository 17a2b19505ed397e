import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** The copies of earlier schemas beside a journal, that of the latest first. */
export function backupsOf(path: string): string[] {
  const versionOf = (file: string): number => Number(file.slice(`${path}.schema-`.length));
  return filesBeside(path, ".schema-")
    .filter((file) => Number.isInteger(versionOf(file)))
    .sort((a, b) => versionOf(b) - versionOf(a));
}

/** Deletes copies of earlier schemas, and journals that were damaged, that were last written before this wall clock. */
export function deleteOldCopies(path: string, beforeAt: number): void {
  for (const file of [...backupsOf(path), ...filesBeside(path, ".corrupt-")]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && found.mtimeMs < beforeAt) rmSync(file, { force: true });
  }
}

function filesBeside(path: string, ending: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(basename(path) + ending))
    .map((name) => join(folder, name));
}
