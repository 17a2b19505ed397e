/**
 * Makes clips of attacks from photos and clips of faces: prints that are held still, tilted, moved, bent or cut out, a photo
 * on a phone, a video on a phone, each as a folder (a sort of attack) that `gatehouse eval spoof` takes. Of the living clips
 * there are two copies: `live/written` is only written in the same way, so that what the model says of it it says of the
 * writing; in `live/knocked` somebody knocks against the camera.
 *
 *   npm run build && node bench/attacks.mjs --photos FOLDER --clips FOLDER --room FILE --out FOLDER [--each 10] [--seed 1]
 *
 * The pictures are computed: no printer, no screen and no camera has made them. `--noise 2` adds a sensor's grain of so many
 * of 255, `--only attack/phone` makes only the sorts that begin so. Needs Debian's ffmpeg.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { parseArgs } from "node:util";
import sharp from "sharp";
import { readPhoto } from "../dist/adapters/stills/read-photo.js";
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { seededRandom, seedFor } from "../dist/app/evaluate/sway.js";
import { kindOf, openFaceFileParts } from "../dist/app/face-files.js";
import { around, texture } from "./attacks/sheets.mjs";
import { knock, opacityOf, plan, SPECIES } from "./attacks/species.mjs";
import { draw, shifted, VIEW, withNoise } from "./attacks/stage.mjs";

const FPS = 10;
const SECONDS = 3;
/** A photo whose face is smaller has too little to print, px. */
const LEAST_FACE = 80;

const { values } = parseArgs({
  options: {
    photos: { type: "string", default: "../shared/data/faces/celeb4" },
    clips: { type: "string", default: "../shared/data/video/signers" },
    room: { type: "string", default: "../shared/data/video/one-by-one-person-detection.mp4" },
    out: { type: "string" },
    each: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    noise: { type: "string", default: "0" },
    only: { type: "string", default: "" },
  },
});
if (values.out === undefined) throw new Error("say where the clips are to go: --out FOLDER");
const seed = Number(values.seed);
const noise = Number(values.noise);
const parts = await openFaceFileParts({}, process.cwd());

/** The largest good face of a picture, or undefined. */
async function faceOf(raster) {
  const looks =
    (await parts.analyser.analyse({ ...raster, camera: "still", at: 0, t: 0, ptsMs: null })) ?? [];
  return looks.filter(({ flaws }) => flaws.length === 0).sort((a, b) => b.box.height - a.box.height)[0]?.box;
}

async function framesOf(path) {
  const frames = [];
  for await (const { width, height, data } of parts.reader.frames(path, { fps: FPS }))
    frames.push({ width, height, data: Uint8Array.from(data) });
  return frames;
}

async function roomOf(path) {
  const picture = kindOf(path) === "photo" ? await readPhoto(path) : (await framesOf(path))[0];
  const raw = { width: picture.width, height: picture.height, channels: 3 };
  const { data } = await sharp(picture.data, { raw })
    .resize(VIEW.width, VIEW.height)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: VIEW.width, height: VIEW.height, data };
}

/** Photos with a large enough face, one of each folder in turn. */
async function photosOf(folder, most) {
  const lists = new Map();
  for (const path of await mediaBelow(folder)) {
    if (kindOf(path) !== "photo") continue;
    const person = path.split("/").at(-2);
    lists.set(person, [...(lists.get(person) ?? []), path]);
  }
  const longest = Math.max(0, ...[...lists.values()].map((list) => list.length));
  const inTurn = Array.from({ length: longest }, (_, i) =>
    [...lists.values()].flatMap((list) => list[i] ?? []),
  );
  const found = [];
  for (const path of inTurn.flat()) {
    if (found.length >= most) break;
    const photo = await readPhoto(path);
    const box = await faceOf(photo);
    if (box !== undefined && box.height >= LEAST_FACE)
      found.push({ name: nameOf(path), frames: [photo], box });
  }
  return found;
}

/** Clips that begin with a good face. */
async function clipsOf(folder) {
  const found = [];
  for (const path of await mediaBelow(folder)) {
    const frames = await framesOf(path);
    found.push({ name: nameOf(path), frames, box: await faceOf(frames[0]) });
  }
  return found;
}

/** Writes pictures as a clip, as a camera would send it. */
async function write(path, pictures) {
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${VIEW.width}x${VIEW.height}`, "-r", `${FPS}`];
  const coded = [
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "18",
    "-threads",
    "1",
    "-pix_fmt",
    "yuv420p",
  ];
  const ffmpeg = spawn("ffmpeg", ["-v", "error", "-y", ...raw, "-i", "-", ...coded, path], {
    stdio: ["pipe", "inherit", "inherit"],
  });
  const closed = once(ffmpeg, "close");
  for (const { data } of pictures) if (!ffmpeg.stdin.write(data)) await once(ffmpeg.stdin, "drain");
  ffmpeg.stdin.end();
  const [code] = await closed;
  if (code !== 0) throw new Error(`ffmpeg could not write ${path}`);
}

/** The pictures of one attack with one photo, or with the frames of a clip. */
function* attack(species, { frames, box }, room, number) {
  const { sort, facePx, reach, bend, glare, raster, pose, random } = plan(species, number);
  const part = around(frames[0], box, reach);
  const scale = facePx / box.height;
  const perPixel = sort.face / facePx;
  const { border, look } = sort;
  const width = part.width * scale * perPixel * (1 + 2 * border);
  const columns = width / (perPixel * raster.period);
  const radius = bend * sort.face;
  const made = new Map();
  for (let i = 0; i < SECONDS * FPS; i += 1) {
    const frame = frames[sort.plays ? i % frames.length : 0];
    const drawn =
      made.get(frame) ?? texture(frame, part, { scale, border, ...look, ...opacityOf(sort, box) });
    made.set(frame, drawn);
    const { right, up, nearer, ...turned } = pose(i / FPS);
    const place = { x: right * sort.face, y: -up * sort.face, z: VIEW.focal * perPixel * (1 - 0.3 * nearer) };
    // The light's reflection wanders over the sheet when it is tilted.
    const [u0, v0] = [glare.u + 2 * turned.yaw, glare.v + 2 * turned.pitch];
    const light = (u, v, facing) => ({
      gain: (0.55 + 0.45 * facing) * (1 + look.raster * raster.depth * Math.sin(2 * Math.PI * u * columns)),
      glare: look.shine * glare.strength * Math.exp(-((u - u0) ** 2 + (v - v0) ** 2) / 0.02),
    });
    const sheet = { texture: drawn, width, height: (width * drawn.height) / drawn.width, radius };
    yield withNoise(draw(room, sheet, { ...place, ...turned }, light), random, noise);
  }
}

function nameOf(path) {
  return basename(path, extname(path));
}

const room = await roomOf(values.room);
const photos = await photosOf(values.photos, Number(values.each));
const clips = await clipsOf(values.clips);
const faces = clips.filter(({ box }) => box !== undefined);

for (const copy of ["written", "knocked"].filter((name) => `live/${name}`.startsWith(values.only))) {
  const folder = join(values.out, "live", copy);
  await mkdir(folder, { recursive: true });
  for (const { name, frames } of clips) {
    const number = seedFor(`${copy} ${name}`, seed);
    const [random, moved] = [seededRandom(number), copy === "knocked" ? knock(number) : null];
    const pictures = frames.map((frame, i) =>
      withNoise(moved ? shifted(frame, moved(i / FPS)) : frame, random, noise),
    );
    await write(join(folder, `${name}.mkv`), pictures);
  }
  console.log(`live/${copy}: ${clips.length} clips`);
}
for (const species of Object.keys(SPECIES).filter((name) => `attack/${name}`.startsWith(values.only))) {
  const folder = join(values.out, "attack", species);
  await mkdir(folder, { recursive: true });
  const shown = SPECIES[species].plays ? faces : [...photos, ...faces];
  for (const one of shown) {
    const pictures = attack(species, one, room, seedFor(`${species} ${one.name}`, seed));
    await write(join(folder, `${one.name}.mkv`), pictures);
  }
  console.log(`attack/${species}: ${shown.length} clips`);
}
await parts.analyser.close();
