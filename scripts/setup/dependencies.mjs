import { readFileSync } from "node:fs";
import { join } from "node:path";
import { firstOutdated } from "./lock-file.mjs";
import { BUILD_TOOLS } from "./package-list.mjs";
import { run, say, SetupError } from "./run.mjs";

/** Installs the npm packages of package-lock.json if what is there differs from it. */
export async function ensureDependencies(root, packages) {
  const lock = readJson(join(root, "package-lock.json"));
  if (lock === null) throw new SetupError("package-lock.json is missing: get the whole repository");
  const outdated = firstOutdated(lock, readJson(join(root, "node_modules", ".package-lock.json")));
  if (outdated === null) return;
  say(`installing npm packages (${outdated} is missing or has another version)`);
  if (npmCi(root)) return;
  say("npm could not install everything; SQLite's binding may have to be compiled here");
  if ((await packages.install(BUILD_TOOLS)) && npmCi(root)) return;
  throw new SetupError(
    "npm ci failed (see above). Gatehouse needs the npm registry, or a proxy for it in your npm settings.",
  );
}

function npmCi(root) {
  // Under `npm run` the very same npm is used; by hand the one in the path.
  const npm = process.env.npm_execpath;
  const [program, args] = npm !== undefined && npm.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  return run(program, [...args, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    // Without this, onnxruntime-node tries to download GPU libraries, and fails.
    env: { ONNXRUNTIME_NODE_INSTALL: "skip" },
  });
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
