/**
 * What a memory card has to bear: bytes that the daemon's processes write, while nobody comes and while the demo's family member
 * and stranger come again and again. As the kernel counts them (`write_bytes` of proc(5): what has to reach a disk; what the file
 * system itself writes comes on top). Needs `npm run build`, the models, ffmpeg and flite, and a temporary folder on a disk.
 *
 *   node bench/wear.mjs [--minutes 5] [--json]
 */
import { mkdtemp, readFile, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { enrol, startHouse } from "./daemon/house.mjs";
import { makeMedia } from "./daemon/media.mjs";
import { processesOf } from "./daemon/processes.mjs";

const WARM_UP_MS = 30_000;
const MINUTES_A_DAY = 1_440;
const { values: wishes } = parseArgs({
  options: { json: { type: "boolean", default: false }, minutes: { type: "string", default: "5" } },
});
const MINUTES = Number(wishes.minutes);

/** Bytes that each of a daemon's processes has written so far. */
async function writtenBy(pid) {
  const processes = processesOf(pid).map(async ({ name, pid: each }) => {
    const io = await readFile(`/proc/${each}/io`, "utf8");
    return [name, Number(/^write_bytes: (\d+)$/m.exec(io)[1])];
  });
  return Object.fromEntries(await Promise.all(processes));
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** What is written in so many minutes of a house with these sources. */
async function measure(folder, sources) {
  const house = await startHouse(folder, { ...sources, loop: true });
  const state = join(folder, "state");
  const sizes = async () => ({
    clips: await sizeOf(join(state, "clips")),
    media: await sizeOf(join(state, "media")),
  });
  try {
    await house.seen("sensor.recovered");
    await delay(WARM_UP_MS);
    const [before, had, seen] = [await writtenBy(house.pid), await sizes(), house.counts()];
    await delay(MINUTES * 60_000);
    const [after, has, counts] = [await writtenBy(house.pid), await sizes(), house.counts()];
    const grown = (name) => (counts[name] ?? 0) - (seen[name] ?? 0);
    const processes = Object.keys(after).map((name) => [name, after[name] - (before[name] ?? 0)]);
    return {
      bytes: processes.reduce((sum, [, bytes]) => sum + bytes, 0),
      processes: Object.fromEntries(processes),
      clips: has.clips - had.clips,
      media: has.media - had.media,
      events: Object.keys(counts).reduce((sum, name) => sum + grown(name), 0),
      visits: grown("person.appeared"),
    };
  } finally {
    await house.stop();
  }
}

function text({ idle, used }) {
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
  const aDay = (bytes) => megabytes((bytes / MINUTES) * MINUTES_A_DAY);
  const row = (name, { bytes, processes, events }) =>
    `${name}: ${megabytes(bytes)} in ${MINUTES} min (${Object.entries(processes)
      .map(([process, written]) => `${process} ${megabytes(written)}`)
      .join(", ")}), ${events} events`;
  const beyond = used.bytes - idle.bytes;
  return [
    row("nobody comes", idle),
    `  ${aDay(idle.bytes)} a day`,
    row("people come and go", used),
    `  ${used.visits} came: ${megabytes(beyond / used.visits)} each; clips grew by ${megabytes(used.clips)}, pictures and sound by ${megabytes(used.media)}`,
    `a day with fifty of them: ${megabytes((idle.bytes / MINUTES) * MINUTES_A_DAY + (beyond / used.visits) * 50)}`,
  ].join("\n");
}

const folder = await mkdtemp(join(tmpdir(), "bench-wear-"));
try {
  const media = await makeMedia(folder);
  const enrolled = await enrol(folder, media);
  const idle = await measure(join(folder, "idle"), { film: media.empty, sound: media.silence, enrolled });
  const used = await measure(join(folder, "used"), { film: media.film, sound: media.command, enrolled });
  console.log(wishes.json ? JSON.stringify({ minutes: MINUTES, idle, used }) : text({ idle, used }));
} finally {
  await rm(folder, { recursive: true, force: true });
}
