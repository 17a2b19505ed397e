// How long a large journal takes to open and to answer:
// `npm run build && node bench/journal-at-size.mjs [--events N] [--days N] [--folder PATH]`.
// Writes so many events (a million; a million takes about half a gigabyte) of so many days (365) and throws them away.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SystemClock, bootId } from "../dist/adapters/clock/system-clock.js";
import { openJournal } from "../dist/adapters/sqlite/journal.js";

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "1000000" },
    days: { type: "string", default: "365" },
    folder: { type: "string", default: tmpdir() },
  },
});
const EVENTS = Number(values.events);
const AT_ONCE = 1_000;
const BEGAN_AT = Date.UTC(2026, 0, 1);
const SPAN_MS = Number(values.days) * 86_400_000;
const HOUR_MS = 3_600_000;
const QUERIES = 40;
const PRUNED_SHARE = 0.02;

const folder = mkdtempSync(join(values.folder, "gatehouse-bench-"));
const path = join(folder, "journal.db");
const open = () =>
  openJournal({ path, clock: new SystemClock(), boot: bootId(), run: "bench", random: Math.random });
const print = (what, figures) => console.log(JSON.stringify({ what, ...figures }));

const face = {
  ...{ name: "face.recognized", camera: "porch", track: 7, box: [0.4, 0.2, 0.2, 0.4], zones: ["porch"] },
  ...{ live: 0.98, frames: 4, quality: 0.9, person: "anna", group: "family", similarity: 0.71, margin: 0.31 },
  media: [{ kind: "picture", path: "media/2026-11-23/front_door-7.jpg" }],
};
const clip = {
  ...{ name: "recording.finished", camera: "porch", clip: "porch-20261123T184205.123Z", reason: "strangers" },
  ...{ startAt: 1, startT: 1, seconds: 30, bytes: 1e6, sha256: null, preRollMs: 1_000, media: [] },
};

/** One in a thousand is a clip. */
function event(i) {
  return {
    ...(i % 1_000 === 0 ? clip : face),
    at: BEGAN_AT + (i / EVENTS) * SPAN_MS,
    t: i,
    source: "camera:porch",
  };
}

async function timed(what, query) {
  const times = [];
  for (let i = 0; i < QUERIES; i += 1) {
    const fromAt = BEGAN_AT + Math.random() * (SPAN_MS - HOUR_MS);
    const started = performance.now();
    await journal.reader.events(query(fromAt));
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Number(times[Math.floor(share * (QUERIES - 1))].toFixed(1));
  print(what, { p50Ms: at(0.5), p95Ms: at(0.95) });
}

/** Deletes the oldest part, while looking how long nothing else can be done: a decision waits for so long at the most. */
async function pruned(what, share) {
  const waits = [];
  let isOver = false;
  let before = performance.now();
  const turn = () => {
    const now = performance.now();
    waits.push(now - before);
    before = now;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const started = performance.now();
  const events = await journal.prune({ beforeAt: BEGAN_AT + SPAN_MS * share });
  isOver = true;
  waits.push(performance.now() - before);
  waits.sort((a, b) => a - b);
  const at = (part) => Number(waits[Math.floor(part * (waits.length - 1))].toFixed(1));
  const seconds = Number(((performance.now() - started) / 1_000).toFixed(1));
  print(what, {
    events,
    seconds,
    waitP50Ms: at(0.5),
    waitP95Ms: at(0.95),
    longestWaitMs: at(1),
  });
}

let journal = await open();
try {
  for (let i = 0; i < EVENTS; i += AT_ONCE) {
    await journal.writer.append(Array.from({ length: AT_ONCE }, (_, k) => event(i + k)));
  }
  journal.close();
  const started = performance.now();
  journal = await open();
  const ms = Math.round(performance.now() - started);
  print("open", { events: EVENTS, megabytes: Math.round(statSync(path).size / 1e6), ms });
  const clips = ["recording.finished"];
  await timed("the latest 50", () => ({ newestFirst: true, limit: 50 }));
  await timed("the latest 50 clips", () => ({ newestFirst: true, limit: 50, names: clips }));
  await timed("an hour anywhere", (fromAt) => ({ fromAt, toAt: fromAt + HOUR_MS }));
  await timed("the clips of an hour anywhere", (fromAt) => ({
    fromAt,
    toAt: fromAt + HOUR_MS,
    names: clips,
  }));
  await timed("the last hour", () => ({
    fromAt: BEGAN_AT + SPAN_MS - HOUR_MS,
    newestFirst: true,
    limit: 100,
  }));
  for (const [what, hours] of [
    ["day", 24],
    ["30 days", 720],
  ]) {
    const fromAt = BEGAN_AT + SPAN_MS - hours * HOUR_MS;
    await timed(`the clips of the last ${what}`, () => ({ fromAt, names: clips }));
  }
  await pruned("deleting old events", PRUNED_SHARE);
  await pruned("when nothing is old", 0);
} finally {
  journal.close();
  rmSync(folder, { recursive: true });
}
