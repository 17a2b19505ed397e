/**
 * How much people's own recordings help a wake phrase: half of them are learnt from and the other half heard, and the other
 * way round. Needs `npm run build`, the models and what `gatehouse wake train` needs; takes about ten minutes.
 *
 *   node bench/wake-folds.mjs --phrase "view glass" --recordings DIR --negatives DIR [--seed N] [--json]
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values: wishes } = parseArgs({
  options: {
    phrase: { type: "string" },
    recordings: { type: "string" },
    negatives: { type: "string" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
if (!wishes.phrase || !wishes.recordings || !wishes.negatives)
  throw new Error("--phrase, --recordings and --negatives are needed");

const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "wake-folds-"));
const gatehouse = (...words) =>
  execFileSync(process.execPath, [main, ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1e8,
  });

/** All negatives; the recordings may lie among them, and are none. */
const others = join(folder, "others");
const isOther = (path) => resolve(path) !== resolve(wishes.recordings);

/** Every other recording, beginning with the first or the second. */
function half(n) {
  const path = join(folder, `half-${n}`);
  mkdirSync(path);
  readdirSync(wishes.recordings)
    .filter((name) => /\.(wav|flac|ogg|mp3|m4a)$/i.test(name))
    .toSorted()
    .filter((_, i) => i % 2 === n)
    .forEach((name) => copyFileSync(join(wishes.recordings, name), join(path, name)));
  return path;
}

/** What a head that learnt from one half hears of the other. */
function measured(learnt, heard, name) {
  const model = join(folder, `${name}.onnx`);
  gatehouse("wake", "train", wishes.phrase, "--recordings", learnt, "--seed", wishes.seed, "--output", model);
  const words = ["--model", model, "--positives", heard, "--negatives", others, "--json"];
  const result = JSON.parse(gatehouse("eval", "wake", ...words));
  return {
    learntFrom: readdirSync(learnt).length,
    ...result,
    missed: result.missed.map((path) => basename(path)),
  };
}

try {
  cpSync(wishes.negatives, others, { recursive: true, filter: isOther });
  const [first, second] = [half(0), half(1)];
  const folds = [measured(first, second, "first"), measured(second, first, "second")];
  if (wishes.json) console.log(JSON.stringify(folds));
  else
    for (const { learntFrom, heard, positives, missed, falseAccepts, hours, upperBound95PerHour } of folds)
      console.log(
        `learnt from ${learntFrom}: heard ${heard} of the other ${positives}` +
          `${missed.length > 0 ? ` (not ${missed.join(", ")})` : ""}, ${falseAccepts} false accepts in ` +
          `${hours.toFixed(2)} h (below ${upperBound95PerHour.toFixed(1)} an hour with 95 % confidence)`,
      );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
