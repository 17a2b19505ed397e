import { readFileSync } from "node:fs";
import { join } from "node:path";
import { firstOutdated } from "./lock-file.mjs";
import { npm } from "./npm.mjs";
import { BUILD_TOOLS } from "./package-list.mjs";
import { say, SetupError, tryRun } from "./run.mjs";

/** Installs the npm packages of package-lock.json if what is there differs from it. */
export async function ensureDependencies(root, packages) {
  const lock = readJson(join(root, "package-lock.json"));
  if (lock === null) throw new SetupError("package-lock.json is missing: get the whole repository");
  const outdated = firstOutdated(lock, readJson(join(root, "node_modules", ".package-lock.json")));
  if (outdated === null) return;
  say(`installing npm packages (${outdated} is missing or has another version)`);
  // A first try that fails for want of a compiler is tried again with one; its pages of errors would only frighten.
  const first = npmCi(root, { quiet: true });
  if (first.ok) return;
  if (needsCompiler(first.output)) {
    say(
      "no ready-made SQLite binding is to be had; it is compiled here with python3, make and g++ (a minute or two)",
    );
    if ((await packages.install(BUILD_TOOLS)) && npmCi(root, { quiet: false }).ok) return;
  } else {
    process.stderr.write(first.output);
  }
  throw new SetupError(
    "npm ci failed (see above). Gatehouse needs the npm registry, or a proxy for it in your npm settings.",
  );
}

/** Whether npm failed because something had to be compiled and could not be. */
export function needsCompiler(output) {
  return /node-gyp|gyp ERR!|better-sqlite3/.test(output);
}

function npmCi(root, options) {
  return tryRun(...npm(["ci", "--no-audit", "--no-fund"]), {
    cwd: root,
    // Without this, onnxruntime-node tries to download GPU libraries, and fails.
    env: { ONNXRUNTIME_NODE_INSTALL: "skip" },
    ...options,
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
