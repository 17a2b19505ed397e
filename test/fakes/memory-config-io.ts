import { dirname } from "node:path";
import type { ConfigIo } from "../../src/config/ports.ts";

/** Configuration files in memory, by absolute path; a folder is whatever stands before the last slash. */
export function memoryConfigIo(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): ConfigIo {
  return {
    readFile: (path) => {
      const text = files[path];
      return text === undefined ? Promise.reject(new Error("there is no such file")) : Promise.resolve(text);
    },
    list: (path) => {
      if (files[path] !== undefined) return Promise.resolve([path]);
      const inside = Object.keys(files).filter((file) => dirname(file) === path);
      return Promise.resolve(inside.length === 0 ? null : inside.sort());
    },
    env: (name) => environment[name],
  };
}
