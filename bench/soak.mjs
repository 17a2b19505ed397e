/**
 * Whether the daemon's memory grows: a camera plays the demo's film again and again (a family member, then a stranger who is
 * recorded), a microphone the spoken command, and the memory of each process is read every five seconds. The slope is that of
 * a straight line through all readings after the first two minutes. Needs `npm run build`, the models, ffmpeg and flite.
 *
 *   npm run bench:soak [-- --minutes N] [-- --json]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { enrol, startHouse } from "./daemon/house.mjs";
import { makeMedia } from "./daemon/media.mjs";
import { processesOf, usageOf } from "./daemon/processes.mjs";

const EVERY_MS = 5_000;
const WARM_UP_MINUTES = 2;
const { values: wishes } = parseArgs({
  options: { json: { type: "boolean", default: false }, minutes: { type: "string", default: "10" } },
});
const MINUTES = Number(wishes.minutes);

/** Slope of the line of least squares through points of minutes and megabytes. */
function slopeOf(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.minutes)), mean(points.map((point) => point.rssMb))];
  const [xy, xx] = points.reduce(
    ([a, b], point) => [a + (point.minutes - x) * (point.rssMb - y), b + (point.minutes - x) ** 2],
    [0, 0],
  );
  return xy / xx;
}

const folder = await mkdtemp(join(tmpdir(), "bench-soak-"));
try {
  const media = await makeMedia(folder);
  const enrolled = await enrol(folder, media);
  const sources = { film: media.film, sound: media.command, enrolled, loop: true };
  const house = await startHouse(join(folder, "house"), sources);
  const readings = new Map();
  try {
    await house.seen("face.recognized");
    const startMs = performance.now();
    for (;;) {
      const minutes = (performance.now() - startMs) / 60_000;
      if (minutes > MINUTES) break;
      for (const { name, pid } of processesOf(house.pid)) {
        const known = readings.get(pid) ?? { process: name, points: [] };
        known.points.push({ minutes, rssMb: usageOf(pid).rssMb });
        readings.set(pid, known);
      }
      await delay(EVERY_MS);
    }
  } finally {
    await house.stop();
  }
  const result = [...readings.values()].map(({ process, points }) => {
    const warm = points.filter(({ minutes }) => minutes >= Math.min(WARM_UP_MINUTES, MINUTES / 2));
    const rss = warm.map(({ rssMb }) => rssMb);
    return {
      process,
      readings: warm.length,
      firstMb: rss[0],
      lastMb: rss.at(-1),
      mostMb: Math.max(...rss),
      mbAMinute: slopeOf(warm),
    };
  });
  if (wishes.json)
    console.log(JSON.stringify({ minutes: MINUTES, processes: result, events: house.counts() }));
  else {
    for (const { process, readings: count, firstMb, lastMb, mostMb, mbAMinute } of result) {
      const span = `${firstMb.toFixed(1)} → ${lastMb.toFixed(1)} MB, at most ${mostMb.toFixed(1)}`;
      console.log(
        `${process.padEnd(18)} ${span}; ${mbAMinute.toFixed(2)} MB a minute over ${count} readings`,
      );
    }
    console.log(`events: ${JSON.stringify(house.counts())}`);
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
