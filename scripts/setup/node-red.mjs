import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { firstOutdated } from "./lock-file.mjs";
import { npm } from "./npm.mjs";
import { say, tryRun } from "./run.mjs";

/** Where the tests' Node-RED is: beside what the demo keeps, and no dependency of Gatehouse. */
export function nodeRedFolder() {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "node-red");
}

/** Installs the Node-RED that the tests start, as test/node-red/package-lock.json says. Without it its test is skipped. */
export function ensureNodeRed(root) {
  const [from, to] = [join(root, "test", "node-red"), nodeRedFolder()];
  const lock = readJson(join(from, "package-lock.json"));
  if (firstOutdated(lock, readJson(join(to, "node_modules", ".package-lock.json"))) === null) return;
  say("fetching Node-RED for its test (100 MB)");
  mkdirSync(to, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) copyFileSync(join(from, name), join(to, name));
  const words = ["ci", "--no-audit", "--no-fund", "--omit=optional", "--ignore-scripts"];
  const { ok, output } = tryRun(...npm(words), { cwd: to, quiet: true });
  if (!ok)
    say(`Node-RED cannot be fetched, so its test will be skipped: ${output.trim().split("\n").at(-1)}`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
