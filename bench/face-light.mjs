/**
 * From which brightness, and up to which tilt of the head, are faces still of use? Frames of clips are made darker or brighter
 * (as a camera would with less or more light: the linear light times a factor, rounded to 8 bits) or turned; then: how many of
 * the good looks are left, how alive they look, and how similar they stay to themselves. What the camera's own noise does in
 * the dark is not in it.
 *
 *   npm run build && node bench/face-light.mjs FOLDER     (clips of one person each, at any depth)
 */
import { lightOf } from "../dist/app/doctor/camera/exposure.js";
import { mediaBelow } from "../dist/app/evaluate/folders.js";
import { openFaceFileParts } from "../dist/app/face-files.js";
import { cosine } from "../dist/perception/vision/matching.js";

const FPS = 3;
const GAINS = [0.004, 0.008, 0.015, 0.03, 0.06, 0.12, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12];
const TILTS = [0, 5, 10, 15, 20, 25, 30, 35, 40, 45];

const parts = await openFaceFileParts({}, ".");
const frames = [];
for (const path of await mediaBelow(process.argv[2] ?? ".")) {
  for await (const frame of parts.reader.frames(path, { fps: FPS })) {
    const [look] = await parts.analyser.analyse(frame);
    if (look?.embedding == null) continue;
    frames.push({ frame, look });
  }
}

const gained = (gain) => {
  const table = Uint8Array.from({ length: 256 }, (_, v) =>
    Math.min(255, Math.round(255 * (gain * (v / 255) ** 2.2) ** (1 / 2.2))),
  );
  return ({ frame }) => ({ ...frame, data: frame.data.map((v) => table[v]) });
};

const tilted = (degrees) => {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return ({ frame, look: { box } }) => {
    const { width, height, data } = frame;
    const [cx, cy] = [box.x + box.width / 2, box.y + box.height / 2];
    const turned = new Uint8Array(data.length);
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const u = Math.min(width - 1, Math.max(0, Math.round(cx + cos * (x - cx) + sin * (y - cy))));
        const v = Math.min(height - 1, Math.max(0, Math.round(cy - sin * (x - cx) + cos * (y - cy))));
        for (let c = 0; c < 3; c += 1) turned[(y * width + x) * 3 + c] = data[(v * width + u) * 3 + c];
      }
    }
    return { ...frame, data: turned };
  };
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measure(change) {
  const found = { good: 0, live: [], similarity: [], luma: [], white: [], flaws: new Map() };
  for (const one of frames) {
    const frame = change(one);
    const { mean, white } = lightOf(frame, one.look.box);
    found.luma.push(mean);
    found.white.push(white);
    const [look] = await parts.analyser.analyse(frame);
    for (const flaw of look?.flaws ?? ["no face"]) found.flaws.set(flaw, (found.flaws.get(flaw) ?? 0) + 1);
    if (look?.live != null) found.live.push(look.live);
    if (look?.embedding == null) continue;
    found.good += 1;
    found.similarity.push(cosine(look.embedding, one.look.embedding));
  }
  const percent = (value) => `${Math.round(100 * value)} %`.padStart(6);
  return [
    percent(found.good / frames.length),
    median(found.similarity).toFixed(2).padStart(6),
    percent(found.live.filter((live) => live >= 0.5).length / Math.max(1, found.live.length)),
    `luma ${Math.round(median(found.luma))}`.padStart(9),
    `white ${percent(median(found.white))}`,
    [...found.flaws].map(([flaw, count]) => `${flaw} ${count}`).join(", "),
  ].join("  ");
}

console.log(
  `${frames.length} good looks. Then: still good, similarity to itself (median), alive, brightness`,
);
for (const gain of GAINS) console.log(`light x ${String(gain).padEnd(5)} ${await measure(gained(gain))}`);
for (const tilt of TILTS) console.log(`tilt ${String(tilt).padStart(2)}      ${await measure(tilted(tilt))}`);
await parts.analyser.close();
