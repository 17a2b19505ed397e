/**
 * Writes the generated reference and the JSON Schemas: from the schemas in the code (`dist/`, so build first), and the errors
 * from the sources.
 *
 *     node scripts/generate-docs.mjs            write them
 *     node scripts/generate-docs.mjs --check    exit 1 if a file differs from what would be written
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { errorUses } from "./docs/error-uses.mjs";
import { errorsPage } from "./docs/errors-page.mjs";

const root = new URL("../", import.meta.url);
const { generatedFiles } = await import(new URL("dist/app/reference.js", root).href);

const isCheck = process.argv.includes("--check");
let differing = 0;
const files = { ...(await generatedFiles()), "docs/reference/errors.md": errorsPage(errorUses()) };
for (const [path, text] of Object.entries(files)) {
  const file = fileURLToPath(new URL(path, root));
  const before = await readFile(file, "utf8").catch(() => null);
  if (before === text) continue;
  differing += 1;
  if (isCheck) {
    process.stderr.write(`${path} is not up to date; run: npm run docs\n`);
    continue;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  process.stdout.write(`${path} written\n`);
}
if (isCheck && differing > 0) process.exitCode = 1;
