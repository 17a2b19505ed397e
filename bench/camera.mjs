// What a camera costs before any model: `node bench/camera.mjs` (after `npm run build`; needs Debian's ffmpeg).
// A camera plays a film of 1280x720 at 15 pictures a second in real time, 5 a second are taken for analysis, packets go
// into the ring. Processor time by wish: packets only; decoded too; decoded and turned into RGB at 5 and 15 a second.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CameraStream } from "../dist/adapters/libav/camera-stream.js";
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";
import { PacketRing } from "../dist/sensors/packet-ring.js";

const SECONDS = 10;
const FPS = 15;
const folder = mkdtempSync(join(tmpdir(), "bench-camera-"));
const film = join(folder, "film.mp4");
const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };

function makeFilm() {
  const video = `testsrc2=size=1280x720:rate=${FPS}:duration=${SECONDS}`;
  const options = ["-pix_fmt", "yuv420p", "-bf", "0", "-g", `${2 * FPS}`];
  const args = ["-v", "error", "-f", "lavfi", "-i", video, ...options, film];
  if (spawnSync("ffmpeg", args).status !== 0) throw new Error("ffmpeg could not make the film");
}

/** Plays for some seconds; `analyseFps` null keeps the packets only. */
async function play(what, analyseFps) {
  const ring = new PacketRing({ seconds: 10, maxBytes: 64e6, release: ({ native }) => native.free() });
  const camera = new CameraStream({
    camera: "bench",
    source: film,
    analyseFps,
    packets: true,
    sound: false,
    masks: [],
    encode: false,
    loop: true,
    paced: true,
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
    random: () => 0.5,
    logger: log,
  });
  let [analysed, health] = [0, "silent"];
  camera.start({
    packet: (entry) => ring.push(entry),
    frame: () => void (analysed += 1),
    sound: () => undefined,
    unrecordable: () => undefined,
    health: (ok, why) => (health = ok ? "ok" : why),
    ended: () => undefined,
  });
  await delay(1_500);
  const [start, framesBefore, analysedBefore] = [process.cpuUsage(), camera.counters().frames, analysed];
  const startMs = performance.now();
  await delay(SECONDS * 1_000);
  const { user, system } = process.cpuUsage(start);
  const cpuMs = (user + system) / 1_000;
  const count = analysed - analysedBefore;
  const frames = camera.counters().frames - framesBefore;
  const wallMs = performance.now() - startMs;
  await camera.stop();
  const ringBytes = ring.bytes;
  ring.clear();
  return {
    what,
    health,
    framesASecond: round((frames * 1_000) / wallMs),
    analysed: count,
    percentOfACore: round((100 * cpuMs) / wallMs),
    cpuMsAFrame: round(cpuMs / frames),
    cpuMsAnAnalysedFrame: count === 0 ? null : round(cpuMs / count),
    ringMegabytes: round(ringBytes / 1e6),
    rssMegabytes: round(process.memoryUsage().rss / 1e6),
  };
}

const round = (value) => Number(value.toFixed(2));

try {
  makeFilm();
  console.log(JSON.stringify(await play("packets into the ring only", null)));
  console.log(JSON.stringify(await play("decoded, one picture in 100 s turned into RGB", 0.01)));
  console.log(JSON.stringify(await play("decoded, 5 pictures a second turned into RGB", 5)));
  console.log(JSON.stringify(await play("decoded, every picture turned into RGB", FPS)));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
