import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { run, say, SetupError } from "./run.mjs";

/** Fetches the recognition models that are missing or damaged. */
export function ensureModels(root) {
  const main = join(root, "dist", "main.js");
  const verified = spawnSync(process.execPath, [main, "models", "verify"], { stdio: "ignore" });
  if (verified.status === 0) return;
  say("fetching the recognition models");
  if (!run(process.execPath, [main, "models", "pull"]))
    throw new SetupError(
      "the models could not be fetched (see above); start again to go on where it stopped",
    );
}
