// Prepares a machine for `npm run demo` or `npm test`: Node's version, Debian packages, npm packages, build, models.
// Needs nothing but Node; costs little when nothing is missing; may be run again at any time.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { preparePackages } from "./setup/debian.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { ensureBuild } from "./setup/build.mjs";
import { ensureModels } from "./setup/models.mjs";
import { ensureNodeRed } from "./setup/node-red.mjs";
import { nodeProblem } from "./setup/node-version.mjs";
import { purposeOf } from "./setup/purpose.mjs";
import { SetupError } from "./setup/run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

async function main() {
  const purpose = purposeOf(process.argv.slice(2));
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const problem = nodeProblem(process.versions.node, engines.node);
  if (problem !== null) throw new SetupError(problem);
  const packages = await preparePackages(purpose);
  await ensureDependencies(root, packages);
  ensureBuild(root);
  ensureModels(root);
  if (purpose === "test") ensureNodeRed(root);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(`\nset-up: ${error.message}`);
  process.exitCode = error.exitCode;
}
