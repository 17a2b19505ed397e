import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigIo } from "../../config/load.ts";
import { isYaml } from "./yaml-name.ts";

/** Configuration files on the disk, and the process's environment. */
export const configIo: ConfigIo = {
  readFile: async (path) => {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      throw new Error(inWords(error), { cause: error });
    }
  },
  list: async (path) => {
    const found = await stat(path).catch(() => null);
    if (found === null) return null;
    if (!found.isDirectory()) return [path];
    return filesBelow(path, FOLDERS_MAX);
  },
  env: (name) => process.env[name],
};

/** Folders below each other; deeper ones are somebody else's. */
const FOLDERS_MAX = 4;

async function filesBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith("."))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return depth > 1 ? filesBelow(path, depth - 1) : [];
        return isYaml(entry.name) ? [path] : [];
      }),
  );
  return found.flat().sort();
}

function inWords(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return "there is no such file";
  if (code === "EACCES" || code === "EPERM") return "no permission to read it";
  return code === "EISDIR" ? "it is a folder" : code || String(error);
}
