// Makes docs/pictures/demo.png: two moments of the demo's film with what the models say to them, and the narration.
// `npm run demo | tee narration.txt`, then `node scripts/demo-picture.mjs narration.txt`.
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { LibavFrameReader } from "../dist/adapters/libav/frame-reader.js";
import { npmArchiveFetcher } from "../dist/adapters/npm-registry/archive-fetcher.js";
import { inProcessAnalyser } from "../dist/adapters/onnx/in-process-analyser.js";
import { readPhoto } from "../dist/adapters/stills/read-photo.js";
import { prepareMedia } from "../dist/app/demo/media.js";
import { createVision } from "../dist/perception/vision/vision.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const [narrationPath] = process.argv.slice(2);
if (narrationPath === undefined) throw new Error("use: node scripts/demo-picture.mjs NARRATION");

const WIDTH = 1600;
const [FRAME_WIDTH, FRAME_HEIGHT] = [784, 441];
const [GAP, LINE] = [32, 22];
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The frames in which somebody is recognised and somebody is found unknown, with their observations. */
async function moments() {
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "gatehouse", "demo");
  const signal = new AbortController().signal;
  const media = await prepareMedia({
    cache,
    fetcher: async () => npmArchiveFetcher(),
    signal,
    onProgress: () => {},
  });
  const tasks = ["face-detection", "face-landmarks", "face-embedding", "face-liveness"];
  const models = Object.fromEntries(
    tasks.map((task) => [task, join(root, "models", "fetched", `${task}.onnx`)]),
  );
  const analyser = await inProcessAnalyser(models);
  const [portrait] = await analyser.analyse(await readPhoto(media.portrait));
  const vision = createVision({
    camera: "front_door",
    zones: {},
    gallery: [{ name: "anna", group: "family", templates: [portrait.embedding] }],
    thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
  });
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  const pictures = new Map();
  const latest = new Map();
  for await (const frame of reader.frames(media.film, { fps: 5 })) {
    const { sighting } = vision.analyse(await analyser.analyse(frame), { ...frame, lagMs: 0, frozen: false });
    const [track] = sighting.tracks;
    // The nearest, clearest look of each: the last one before the figure goes.
    if (track === undefined || !["recognized", "unknown"].includes(track.identity)) continue;
    const size = track.box[2];
    if (size <= (latest.get(track.identity)?.box[2] ?? 0)) continue;
    latest.set(track.identity, track);
    pictures.set(track.identity, frame);
  }
  await analyser.close();
  return ["recognized", "unknown"].map((identity) => ({
    track: latest.get(identity),
    frame: pictures.get(identity),
  }));
}

async function drawMoment({ track, frame }) {
  const [x, y, width, height] = track.box.map(
    (value, i) => value * (i % 2 === 0 ? FRAME_WIDTH : FRAME_HEIGHT),
  );
  const known = track.identity === "recognized";
  const colour = known ? "#4cc38a" : "#f5a524";
  const label = known
    ? `${track.person} (${track.group})  ${track.similarity.toFixed(2)}  live ${track.live.toFixed(2)}`
    : "stranger";
  const labelWidth = label.length * 9.7 + 16;
  const labelX = Math.min(x, FRAME_WIDTH - labelWidth - 4);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${FRAME_WIDTH}" height="${FRAME_HEIGHT}">
    <rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6" fill="none" stroke="${colour}" stroke-width="3"/>
    <rect x="${labelX}" y="${y - 30}" width="${labelWidth}" height="24" rx="4" fill="${colour}"/>
    <text x="${labelX + 8}" y="${y - 13}" font-family="DejaVu Sans Mono" font-size="16" fill="#10151c">${label}</text></svg>`;
  return sharp(frame.data, { raw: { width: frame.width, height: frame.height, channels: 3 } })
    .resize(FRAME_WIDTH, FRAME_HEIGHT)
    .composite([{ input: Buffer.from(svg) }])
    .png()
    .toBuffer();
}

function drawNarration(text) {
  // The closing account repeats what the narration tells; paths of one run tell nobody anything.
  const told = text
    .replaceAll(/\u001b\[[0-9;]*m/g, "")
    .split("\n")
    .filter(
      (line) => !/^Everything of this demo|^ {2}(ok|--) {2}|^> |^ {10}\d+ pictures|^The clip:/.test(line),
    )
    .join("\n")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
  const lines = ["$ npm run demo", "", ...told.split("\n")];
  const height = lines.length * LINE + 70;
  const tone = (line) =>
    /allowed|recognised|this is .*family|LOCKED$|complete|^ {2}ok/.test(line)
      ? "#4cc38a"
      : /stranger:|Somebody/.test(line)
        ? "#f5a524"
        : "#d5dde8";
  const rows = lines
    .map(
      (line, i) =>
        `<text x="28" y="${62 + i * LINE}" xml:space="preserve" fill="${tone(line)}">${escape(line)}</text>`,
    )
    .join("");
  const dots = ["#ff5f57", "#febc2e", "#28c840"]
    .map((colour, i) => `<circle cx="${26 + i * 22}" cy="24" r="7" fill="${colour}"/>`)
    .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}"
    font-family="DejaVu Sans Mono" font-size="14.5">
    <rect width="${WIDTH}" height="${height}" rx="12" fill="#10151c"/>${dots}${rows}</svg>`;
  return { height, picture: Buffer.from(svg) };
}

const [left, right] = await Promise.all((await moments()).map(drawMoment));
const narration = drawNarration(readFileSync(narrationPath, "utf8"));
const output = join(root, "docs", "pictures", "demo.png");
await sharp({
  create: {
    width: WIDTH,
    height: FRAME_HEIGHT + GAP + narration.height,
    channels: 3,
    background: "#0b0f14",
  },
})
  .composite([
    { input: left, left: 0, top: 0 },
    { input: right, left: WIDTH - FRAME_WIDTH, top: 0 },
    { input: narration.picture, left: 0, top: FRAME_HEIGHT + GAP },
  ])
  .png({ palette: true, quality: 92, effort: 8 })
  .toFile(output);
console.log(output);
process.exit(0);
