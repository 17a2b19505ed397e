/**
 * How well strangers are known again: every photo of a folder with a folder for each person is a visit of a stranger, in an
 * order that is drawn anew from a seed. Prints how many strangers came of how many people, how many strangers are two people's,
 * and how often one person is several strangers.
 *
 *   npm run build && node bench/strangers.mjs FOLDER [--least 2] [--seed 1]     (people with fewer photos are left out)
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { modelsDirectory } from "../dist/adapters/model-files/manifest-file.js";
import { resolveModels } from "../dist/adapters/model-files/resolve-models.js";
import { loadFaceModels } from "../dist/adapters/onnx/face-models.js";
import { readPhoto } from "../dist/adapters/stills/read-photo.js";
import { faceChain } from "../dist/perception/vision/analyse.js";
import { findStranger, firstVisit, visited } from "../dist/perception/vision/strangers.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { least: { type: "string", default: "2" }, seed: { type: "string", default: "1" } },
});
const LIKENESS = { recognize: 0.58, margin: 0.08 };
const DAY = 86_400_000;

/** A small generator of numbers in [0, 1) that repeats for a seed (mulberry32). */
function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const root = positionals[0] ?? ".";
const models = await loadFaceModels(await resolveModels(modelsDirectory()));
const look = faceChain(models);
const photos = [];
for (const person of (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory())) {
  const files = (await readdir(join(root, person.name))).filter((file) => /\.(jpe?g|png)$/i.test(file));
  if (files.length < Number(values.least)) continue;
  for (const file of files) {
    const [face] = await look(await readPhoto(join(root, person.name, file)));
    if (face?.embedding && face.flaws.length === 0)
      photos.push({ person: person.name, embedding: face.embedding, quality: face.quality });
  }
}
await models.release();

const random = numbers(Number(values.seed));
const visits = photos
  .map((photo) => ({ photo, order: random() }))
  .sort((a, b) => a.order - b.order)
  .map(({ photo }) => photo);
let strangers = [];
const whose = new Map();
visits.forEach(({ person, embedding, quality }, day) => {
  const visit = { embedding, quality, camera: "bench", at: day * DAY, frames: 1, picture: null };
  const found = findStranger(embedding, strangers, LIKENESS);
  const id = found?.id ?? `stranger-${day}`;
  const after = found === null ? firstVisit(visit, { id, model: "" }) : visited(found, visit);
  strangers = [...strangers.filter((one) => one.id !== id), after];
  whose.set(id, (whose.get(id) ?? new Set()).add(person));
});
const people = new Set(visits.map(({ person }) => person));
const ids = new Map([...people].map((person) => [person, 0]));
for (const names of whose.values()) for (const name of names) ids.set(name, ids.get(name) + 1);
const mixed = [...whose.values()].filter((names) => names.size > 1).length;
const together = visits.length - people.size;
const kept = together - [...ids.values()].reduce((sum, count) => sum + count - 1, 0);
console.log(`${visits.length} visits of ${people.size} people: ${strangers.length} strangers`);
console.log(`of two people or more: ${mixed} strangers (${((100 * mixed) / strangers.length).toFixed(2)} %)`);
console.log(`known again: ${kept} of ${together} later visits (${((100 * kept) / together).toFixed(1)} %)`);
