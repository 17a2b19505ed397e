// Decoding in this process (node-av) against an ffmpeg child that writes raw pictures into a pipe:
// `node bench/video-decode.mjs` (after `npm run build`; needs Debian's ffmpeg). CPU ms a picture, both processes counted.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LibavFrameReader } from "../dist/adapters/libav/frame-reader.js";
import { SystemClock, SystemScheduler } from "../dist/adapters/clock/system-clock.js";

const SECONDS = 20;
const FPS = 15;
const [WIDTH, HEIGHT] = [1280, 720];
const folder = mkdtempSync(join(tmpdir(), "video-decode-"));
const film = join(folder, "film.mp4");

function makeFilm() {
  const source = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${FPS}:duration=${SECONDS}`;
  const args = ["-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-g", String(FPS), film];
  if (spawnSync("ffmpeg", args).status !== 0) throw new Error("ffmpeg could not make the film");
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function inProcess() {
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  const before = cpuMs();
  let pictures = 0;
  for await (const frame of reader.frames(film, { fps: FPS })) pictures += frame.data.length > 0 ? 1 : 0;
  return { pictures, cpuMsAPicture: round((cpuMs() - before) / pictures) };
}

async function throughPipe() {
  const before = cpuMs();
  // bash reports the processor time of the child, which Node does not tell.
  const line = `TIMEFORMAT='%U %S'; time ffmpeg -v error -threads 1 -i "$0" -f rawvideo -pix_fmt rgb24 pipe:1`;
  const child = spawn("bash", ["-c", line, film], { stdio: ["ignore", "pipe", "pipe"] });
  let [bytes, times] = [0, ""];
  child.stdout.on("data", (chunk) => (bytes += chunk.length));
  child.stderr.on("data", (chunk) => (times += chunk));
  await new Promise((resolve) => child.once("close", resolve));
  const childMs = times
    .trim()
    .split(" ")
    .reduce((sum, seconds) => sum + Number(seconds) * 1000, 0);
  const pictures = bytes / (WIDTH * HEIGHT * 3);
  return { pictures, cpuMsAPicture: round((cpuMs() - before + childMs) / pictures) };
}

const round = (value) => Number(value.toFixed(2));

try {
  makeFilm();
  console.log(JSON.stringify({ way: "node-av, in process, RGB", ...(await inProcess()) }));
  console.log(JSON.stringify({ way: "ffmpeg child, RGB through a pipe", ...(await throughPipe()) }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
