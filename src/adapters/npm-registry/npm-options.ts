import { homedir } from "node:os";
import { dirname, join } from "node:path";
import Config from "@npmcli/config";
import settings from "@npmcli/config/lib/definitions/index.js";

/**
 * The user's own npm settings (`.npmrc` files, `npm_config_…`, `HTTPS_PROXY`) in the form that npm's libraries take: registry,
 * proxy, certificates, credentials, cache. So whatever makes `npm install` work makes this work.
 */
export async function npmOptions(): Promise<Record<string, unknown>> {
  const config = new Config({
    // npm lives beside the node that runs us; its own defaults file is read from there if it exists.
    npmPath: join(dirname(dirname(process.execPath)), "lib", "node_modules", "npm"),
    definitions: settings.definitions,
    flatten: settings.flatten,
    nerfDarts: settings.nerfDarts,
    shorthands: settings.shorthands,
    argv: [],
    // A copy: the reader writes what it found back into the environment it is given.
    env: { ...process.env },
    cwd: homedir(),
    warn: false,
  });
  await config.load();
  return { ...config.flat };
}
