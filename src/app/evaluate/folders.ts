import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { GatehouseError } from "../../runtime/errors.ts";
import { kindOf } from "../face-files.ts";

const CLIP = new Set([".mp4", ".m4v", ".mkv", ".mov", ".avi", ".webm", ".ts", ".mpg", ".mpeg", ".mjpeg"]);

/** Photos and clips below a folder, at any depth, in the order of their names; other files are passed over. */
export async function mediaBelow(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) found.push(...(await mediaBelow(path)));
    else if (kindOf(path) === "photo" || CLIP.has(extname(path).toLowerCase())) found.push(path);
  }
  return found;
}

/**
 * The same, where at least one is needed.
 *
 * @throws GatehouseError EVAL_FOLDER_EMPTY, EVAL_FOLDER_MISSING (missing)
 */
export async function demandMedia(directory: string): Promise<string[]> {
  const found = await mediaBelow(directory);
  if (found.length > 0) return found;
  throw new GatehouseError(
    "EVAL_FOLDER_EMPTY",
    `${directory} has no photo and no clip: put pictures (.jpg, .png …) or clips (.mp4, .mkv …) there`,
    { kind: "missing" },
  );
}

/** The folders directly in a folder, by name. */
export async function foldersIn(directory: string): Promise<string[]> {
  const entries = await entriesOf(directory);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function entriesOf(directory: string): Promise<{ name: string; isDirectory(): boolean }[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries
      .filter(({ name }) => !name.startsWith("."))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((entry) => ({ name: entry.name, isDirectory: () => entry.isDirectory() }));
  } catch (error) {
    throw new GatehouseError(
      "EVAL_FOLDER_MISSING",
      `the folder ${directory} cannot be read: check the path`,
      {
        kind: "missing",
        cause: error,
      },
    );
  }
}
