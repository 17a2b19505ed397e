/**
 * What a time-lapse costs: processor time and bytes for each picture that is put into the film of the day, and what is left
 * for it to play. Needs `npm run build`. Without a film of your own the pictures are ffmpeg's moving test card with a sensor's noise,
 * which is harder to code than a street.
 *
 *   node bench/time-lapse.mjs [--film FILE --pictures 200 --json]
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const EVERY_S = 10;
const { values } = parseArgs({
  options: { film: { type: "string" }, pictures: { type: "string" }, json: { type: "boolean" } },
});
const pictures = Number(values.pictures ?? 200);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-time-lapse-"));
try {
  const figures = await measure(values.film ?? makeFilm());
  console.log(values.json ? JSON.stringify(figures) : text(figures));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measure(source) {
  const dist = new URL("../dist/", import.meta.url);
  const { DayFilm } = await import(new URL("adapters/libav/day-film.js", dist));
  const { LibavFrameReader } = await import(new URL("adapters/libav/frame-reader.js", dist));
  const { SystemClock, SystemScheduler } = await import(new URL("adapters/clock/system-clock.js", dist));
  const { passGate, unmoved } = await import(new URL("perception/vision/motion-gate.js", dist));
  const parts = { clock: new SystemClock(), scheduler: new SystemScheduler() };
  const path = join(folder, "day.mp4");
  let [film, count, filmMs, gateMs, state, size] = [null, 0, 0, 0, unmoved, ""];
  for await (const frame of new LibavFrameReader(parts).frames(source, {
    fps: 5,
  })) {
    const gateFrom = cpuMs();
    state = passGate(state, frame, { t: count * 200, followed: false }).state;
    const filmFrom = cpuMs();
    gateMs += filmFrom - gateFrom;
    film ??= await DayFilm.open(path, frame);
    await film.add(frame);
    filmMs += cpuMs() - filmFrom;
    size = `${frame.width}x${frame.height}`;
    count += 1;
    if (count >= pictures) break;
  }
  await film?.close();
  const { size: bytes } = statSync(path);
  const picturesADay = 86_400 / EVERY_S;
  return {
    ...{ size, pictures: count, cpuMsAPicture: filmMs / count, motionCpuMsAPicture: gateMs / count },
    ...{ kilobytesAPicture: bytes / count / 1000, megabytesADay: ((bytes / count) * picturesADay) / 1e6 },
    percentOfACore: (filmMs / count / (EVERY_S * 1000)) * 100,
  };
}

function text({ size, pictures: count, cpuMsAPicture, motionCpuMsAPicture, kilobytesAPicture, ...rest }) {
  return [
    `${count} pictures of ${size}: ${cpuMsAPicture.toFixed(1)} ms of processor time and ${kilobytesAPicture.toFixed(1)} kB each`,
    `one every ${EVERY_S} s: ${rest.percentOfACore.toFixed(2)} % of a core, ${rest.megabytesADay.toFixed(0)} MB a day`,
    `to see what moves in a picture takes ${motionCpuMsAPicture.toFixed(2)} ms of processor time`,
  ].join("\n");
}

function makeFilm() {
  const film = join(folder, "film.mp4");
  const picture = `testsrc2=size=1280x720:rate=5:duration=${pictures / 5}`;
  const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p", film];
  const quiet = ["-v", "error", "-nostdin", "-y", "-f", "lavfi", "-i", picture];
  execFileSync("ffmpeg", [...quiet, "-vf", "noise=alls=4:allf=t", ...coded]);
  return film;
}

function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
