/**
 * What a camera has to be like: clips and photos of faces as they are, and as a worse camera or light would show them (darker,
 * noisier, against the light, rolled, blurred, compressed, small, squashed), each shown to doors whose people were enrolled from
 * good pictures. Prints for each condition how many of the right ones were let in, how many strangers, whom liveness took for a
 * picture, and how long it took. Needs ffmpeg (Debian package `ffmpeg`).
 *
 *   npm run build && node bench/conditions.mjs [--clips DIR] [--photos DIR] [--people 100] [--only "rolled"]
 *
 * --clips: films of people whose file names begin with who it is, up to `_`; each in turn is enrolled from, and all others come.
 * --photos: a folder for each person with photos of one size, as LFW has them; a photo counts as living, whatever liveness says.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openFaceFileParts, faceFiles, sourceOf } from "../dist/app/face-files.js";
import { show } from "../dist/app/evaluate/show.js";
import { templateOf } from "../dist/perception/vision/enrolment.js";
import { CONDITIONS } from "./conditions/list.mjs";
import { filmOfPhotos, filmUnder } from "./conditions/films.mjs";
import { median, standing, visit } from "./conditions/doors.mjs";

const { values } = parseArgs({
  options: {
    clips: { type: "string", default: "../shared/data/video/signers" },
    photos: { type: "string", default: "../shared/data/faces/lfw-a" },
    people: { type: "string", default: "100" },
    only: { type: "string", default: "" },
  },
});
/** Others at whose doors everybody of the photos comes. */
const DOORS = 5;
const HOUSEHOLD = 5;
const signal = new AbortController().signal;
const parts = await openFaceFileParts({}, ".");
const folder = await mkdtemp(join(tmpdir(), "gatehouse-conditions-"));

async function framesOf(path, fps) {
  const frames = [];
  for await (const shown of show(path, parts, { fps, seed: null, signal })) frames.push(shown);
  return frames;
}
const placeOf = (frames) => {
  const boxes = frames.flatMap(({ looks }) => looks.slice(0, 1).map(({ box }) => box));
  const [x, y, width] = [
    ({ x, width }) => x + width / 2,
    ({ y, height }) => y + height / 2,
    ({ width }) => width,
  ].map((part) => Math.round(median(boxes.map(part))));
  return { x, y, width };
};

/** Clips: who each shows, what would be enrolled from it, where the face is. */
async function readClips() {
  const clips = [];
  const files = faceFiles(parts);
  for (const name of (await readdir(values.clips)).toSorted()) {
    const path = join(values.clips, name);
    const { embedding } = templateOf(await sourceOf(files, path, signal));
    clips.push({ path, person: name.split("_")[0], embedding, place: placeOf(await framesOf(path, 10)) });
  }
  return clips;
}

/** People of whom two photos show a good look, as they are; in the order of their names. The second photo is who comes. */
async function readPhotos() {
  const paths = [];
  for (const { name } of (await readdir(values.photos, { withFileTypes: true })).filter((one) =>
    one.isDirectory(),
  )) {
    const photos = (await readdir(join(values.photos, name)))
      .filter((file) => file.endsWith(".jpg"))
      .toSorted();
    if (photos.length >= 2)
      paths.push(...photos.slice(0, 2).map((file) => resolve(values.photos, name, file)));
    if (paths.length >= 2.6 * Number(values.people)) break;
  }
  const frames = await framesOf(await filmOfPhotos(paths, await mkdtemp(join(folder, "all-"))), 100);
  const good = ({ looks: [face] }) =>
    face !== undefined && face.flaws.length === 0 && face.embedding !== null;
  const people = [];
  const comers = [];
  for (let i = 0; i + 1 < frames.length && people.length < Number(values.people); i += 2) {
    if (!good(frames[i]) || !good(frames[i + 1])) continue;
    people.push({ name: basename(dirname(paths[i])), embedding: frames[i].looks[0].embedding });
    comers.push(paths[i + 1]);
  }
  return {
    film: await filmOfPhotos(comers, await mkdtemp(join(folder, "comers-"))),
    people,
    place: placeOf(frames),
  };
}

async function clipsUnder(condition, clips) {
  const result = { genuine: 0, allowed: 0, vetoed: 0, unknown: 0, strangers: 0, strangersIn: 0, times: [] };
  for (const clip of clips) {
    const output = join(folder, "clip.mkv");
    const frames = await framesOf(
      await filmUnder(condition, { source: clip.path, place: clip.place, output }),
      10,
    );
    for (const from of clips) {
      if (from === clip) continue;
      const outcome = await visit(frames, [{ name: from.person, embedding: from.embedding }]);
      if (from.person !== clip.person) {
        result.strangers += 1;
        if (outcome.allowed !== null) result.strangersIn += 1;
        continue;
      }
      result.genuine += 1;
      if (outcome.spoofed) result.vetoed += 1;
      if (outcome.unknown) result.unknown += 1;
      if (outcome.allowed === null) continue;
      result.allowed += 1;
      result.times.push(outcome.decisionMs);
    }
  }
  return result;
}

async function photosUnder(condition, { film, people, place }) {
  const output = join(folder, "under.mkv");
  const frames = await framesOf(await filmUnder(condition, { source: film, place, output }), 100);
  const result = { genuine: 0, allowed: 0, strangers: 0, strangersIn: 0 };
  for (const [i, person] of people.entries()) {
    const frame = frames[i] ?? { looks: [], width: 640, height: 480 };
    const others = (door) =>
      Array.from({ length: HOUSEHOLD }, (_, k) => people[(i + 1 + door * HOUSEHOLD + k) % people.length]);
    const home = await visit(standing(frame), [person, ...others(0).slice(1)]);
    result.genuine += 1;
    if (home.allowed === person.name) result.allowed += 1;
    for (let door = 0; door < DOORS; door += 1) {
      const household = others(door).filter((one) => one !== person);
      result.strangers += 1;
      if ((await visit(standing(frame), household)).allowed !== null) result.strangersIn += 1;
    }
  }
  return result;
}

async function main() {
  const [clips, photos] = [await readClips(), await readPhotos()];
  const people = new Set(clips.map(({ person }) => person)).size;
  console.log(
    `${clips.length} clips of ${people} people, faces ${Math.min(...clips.map(({ place }) => place.width))} to ` +
      `${Math.max(...clips.map(({ place }) => place.width))} px wide; photos of ${photos.people.length} people, faces about ${photos.place.width} px wide\n`,
  );
  console.log(
    "| condition | degree | clips: let in | taken for a picture | called unknown | median ms | strangers in | photos: let in | strangers in |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const condition of CONDITIONS.filter(({ group }) => group.includes(values.only))) {
    const film = await clipsUnder(condition, clips);
    const photo = await photosUnder(condition, photos);
    const cells = [
      ...[condition.group, condition.degree, `${film.allowed} of ${film.genuine}`, film.vetoed, film.unknown],
      ...[
        median(film.times) === null ? "–" : Math.round(median(film.times)),
        `${film.strangersIn} of ${film.strangers}`,
      ],
      ...[`${photo.allowed} of ${photo.genuine}`, `${photo.strangersIn} of ${photo.strangers}`],
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

try {
  await main();
} finally {
  await parts.analyser.close();
  await rm(folder, { recursive: true });
}
