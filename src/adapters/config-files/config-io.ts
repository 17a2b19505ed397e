import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ConfigIo } from "../../config/ports.ts";
import { isRuleTest, isYaml } from "./yaml-name.ts";

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
    return filesBelow(path, FOLDERS_MAX, isYaml);
  },
  env: (name) => process.env[name],
};

/** The files with tests of rules below folders (or beside single rule files), each once. */
export async function ruleTestFiles(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const stats = await stat(path).catch(() => null);
      if (stats === null) return [];
      if (stats.isDirectory()) return filesBelow(path, FOLDERS_MAX, isRuleTest);
      const beside = path.replace(/\.(ya?ml)$/, ".test.$1");
      return (await stat(beside).catch(() => null)) === null ? [] : [beside];
    }),
  );
  return [...new Set(found.flat())];
}

/** Folders below each other; deeper ones are somebody else's. */
const FOLDERS_MAX = 4;

async function filesBelow(
  folder: string,
  depth: number,
  counts: (name: string) => boolean,
): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries
      .filter((entry) => !entry.name.startsWith("."))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return depth > 1 ? filesBelow(path, depth - 1, counts) : [];
        return counts(entry.name) ? [path] : [];
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
