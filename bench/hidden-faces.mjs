/**
 * Whether anybody is recognised whose face is hidden in pictures (`recordings.faces`): of a folder with a folder for each
 * person, one photo of each is hidden as a stored picture is, and compared with another photo of everybody. Whoever tries to
 * recognise them is given an advantage: the points of the face as they were before it was hidden.
 *
 *   npm run build && node bench/hidden-faces.mjs FOLDER [--people 100]
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { loadFaceModels } from "../dist/adapters/onnx/face-models.js";
import { pixelate } from "../dist/adapters/stills/pixelate.js";
import { readPhoto } from "../dist/adapters/stills/read-photo.js";
import { ALIGNED_INPUT, alignFace, fillAlignedInput } from "../dist/perception/vision/alignment.js";
import { faceChain } from "../dist/perception/vision/analyse.js";
import { overlap, toFractions } from "../dist/perception/vision/geometry.js";
import { hiddenParts } from "../dist/perception/vision/hidden-faces.js";
import { fivePoints } from "../dist/perception/vision/landmarks.js";
import { unitLength } from "../dist/perception/vision/matching.js";
import { strayFace } from "../dist/perception/vision/shown.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { people: { type: "string", default: "100" } },
});
const RECOGNIZE = 0.58;
const root = positionals[0] ?? ".";
const models = await loadFaceModels(await resolveModels(modelsDirectory()));
const look = faceChain(models);
const input = new Float32Array(ALIGNED_INPUT);

/** The first good look at two photos of a person; null if there are not two. */
async function twoLooks(person) {
  const found = [];
  for (const name of (await readdir(join(root, person))).sort()) {
    const raster = await readPhoto(join(root, person, name));
    const face = (await look(raster)).find(({ embedding }) => embedding !== null);
    if (face !== undefined) found.push({ raster, face });
    if (found.length === 2) return found;
  }
  return null;
}

function hide({ raster, face }) {
  const hidden = { ...raster, data: new Uint8Array(raster.data) };
  const shown = [strayFace(toFractions(face.box, raster))];
  for (const part of hiddenParts(shown, { known: "blur", groups: {} })) pixelate(hidden, part);
  return hidden;
}

async function embedAt(raster, { landmarks }) {
  fillAlignedInput(raster, alignFace(fivePoints(landmarks)), input);
  return unitLength(await models.embed(input)).unit;
}

const similarity = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** How many of the probes are likest to the other photo of the same person, and how many recognised by that. */
function told(probes, others) {
  const own = probes.map((probe, i) => similarity(probe, others[i]));
  const first = probes.filter((probe, i) =>
    others.every((other) => similarity(probe, other) <= own[i]),
  ).length;
  return { first, recognized: own.filter((value) => value >= RECOGNIZE).length };
}

const pairs = [];
for (const { name } of (await readdir(root, { withFileTypes: true })).filter((entry) =>
  entry.isDirectory(),
)) {
  if (pairs.length >= Number(values.people)) break;
  const pair = await twoLooks(name);
  if (pair !== null) pairs.push(pair);
}
const others = pairs.map(([, other]) => other.face.embedding);
const [clear, hidden] = [[], []];
let detected = 0;
for (const [one] of pairs) {
  const picture = hide(one);
  clear.push(await embedAt(one.raster, one.face));
  hidden.push(await embedAt(picture, one.face));
  if ((await look(picture)).some(({ box }) => overlap(box, one.face.box) > 0.2)) detected += 1;
}
await models.release();
console.log(
  JSON.stringify({
    people: pairs.length,
    clear: told(clear, others),
    hidden: { detected, ...told(hidden, others) },
  }),
);
