import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { latestChange } from "./newest.mjs";
import { run, say, SetupError } from "./run.mjs";

/** What the compiled program is made from. */
const SOURCES = ["src", "tsconfig.json", "tsconfig.build.json", "package-lock.json"];

/** Compiles the sources if one of them is newer than the last successful build. */
export function ensureBuild(root) {
  const stamp = join(root, "dist", ".built");
  const changed = Math.max(...SOURCES.map((source) => latestChange(join(root, source))));
  if (latestChange(stamp) > changed && latestChange(join(root, "dist", "main.js")) > 0) return;
  say("building");
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!run(process.execPath, [compiler, "-p", "tsconfig.build.json"], { cwd: root }))
    throw new SetupError("the sources do not compile (see above)");
  writeFileSync(stamp, "");
}
