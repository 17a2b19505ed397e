/**
 * What each layer of the liveness check sees by itself, and all of them together, in clips of living people and of attacks:
 * how many clips it vetoes within 0.3 s, 1 s and 3 s of the first face. Below that the extremes of what the two layers that
 * watch movement measure, so that one sees how far the limits are from either side.
 *
 *   npm run build && node bench/liveness-layers.mjs FOLDER     (FOLDER/live, FOLDER/attack or both, as bench/attacks.mjs makes them)
 */
import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { openFaceFileParts } from "../dist/app/face-files.js";
import {
  isCarried,
  isFlat,
  medianCarried,
  medianRelief,
  unmovedFace,
  watchMotion,
} from "../dist/perception/vision/liveness/motion.js";
import { isCheckable, unwatched, watchLook } from "../dist/perception/vision/liveness/watch.js";

const FPS = 10;
const WITHIN_MS = [300, 1000, 3000];
const THRESHOLD = 0.5;
const LAYERS = ["passive", "flat", "carried", "all"];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("say which folder: node bench/liveness-layers.mjs FOLDER");
const parts = await openFaceFileParts({}, process.cwd());

/** The largest face's looks, frame after frame; ms from the first. */
async function looksOf(path) {
  const looks = [];
  for await (const frame of parts.reader.frames(path, { fps: FPS })) {
    const [look] = (await parts.analyser.analyse(frame)) ?? [];
    if (look !== undefined) looks.push({ t: frame.t, look });
  }
  const first = looks[0]?.t ?? 0;
  return looks.map(({ t, look }) => ({ t: t - first, look }));
}

/** When each layer vetoed (ms), and the lowest relief and the most that surroundings were carried. */
function judge(looks) {
  const vetoed = {};
  const note = (layer, t) => (vetoed[layer] ??= t);
  let [passive, all, motion] = [unwatched, unwatched, unmovedFace];
  let [relief, carried, checked] = [null, null, 0];
  for (const { t, look } of looks) {
    const now = { t, threshold: THRESHOLD };
    passive = watchLook(passive, { ...look, landmarks: new Float32Array(136), surroundings: null }, now);
    all = watchLook(all, look, now);
    if (passive.veto !== null) note("passive", t);
    if (all.veto !== null) note("all", t);
    if (!isCheckable(look.flaws)) continue;
    if (look.live !== null) checked += 1;
    motion = watchMotion(motion, look, t);
    if (isFlat(motion)) note("flat", t);
    if (isCarried(motion)) note("carried", t);
    const [r, c] = [medianRelief(motion), medianCarried(motion)];
    if (r !== null) relief = Math.min(relief ?? r, r);
    if (c !== null) carried = Math.max(carried ?? c, c);
  }
  return { vetoed, relief, carried, judged: checked >= 3 };
}

const found = new Map();
for (const root of ["live", "attack"].filter((name) => existsSync(join(folder, name)))) {
  for (const path of await mediaBelow(join(folder, root))) {
    const sort = dirname(relative(folder, path));
    found.set(sort, [...(found.get(sort) ?? []), judge(await looksOf(path))]);
  }
}
await parts.analyser.close();

console.log(`vetoed within ${WITHIN_MS.map((ms) => `${ms / 1000} s`).join(" / ")} of the first face\n`);
console.log(["sort".padEnd(24), "judged", ...LAYERS.map((layer) => layer.padStart(12))].join("  "));
for (const [sort, clips] of found) {
  const cells = LAYERS.map((layer) =>
    WITHIN_MS.map((ms) => clips.filter(({ vetoed }) => (vetoed[layer] ?? Infinity) <= ms).length).join("/"),
  );
  const judged = `${clips.filter((clip) => clip.judged).length}/${clips.length}`;
  console.log([sort.padEnd(24), judged.padStart(6), ...cells.map((cell) => cell.padStart(12))].join("  "));
}
console.log(
  "\nlowest relief (eye distances) and most carried (−1 to 1) of each clip: least, median, most; clips with evidence",
);
for (const [sort, clips] of found) {
  const of = (key) => clips.flatMap((clip) => clip[key] ?? []).sort((a, b) => a - b);
  console.log(`${sort.padEnd(24)}  relief ${spread(of("relief"))}  carried ${spread(of("carried"))}`);
}

function spread(values) {
  if (values.length === 0) return "–".padEnd(27);
  const at = (part) => values[Math.round(part * (values.length - 1))].toFixed(3).padStart(6);
  return `${at(0)} ${at(0.5)} ${at(1)}  (${String(values.length).padStart(2)})`;
}
