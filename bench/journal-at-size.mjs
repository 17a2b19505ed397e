// How long a large journal takes to open and to answer: `npm run build && node bench/journal-at-size.mjs [EVENTS [folder]]`.
// Writes a year of so many events (a million; a million takes about half a gigabyte) and throws them away.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock, bootId } from "../dist/adapters/clock/system-clock.js";
import { openJournal } from "../dist/adapters/sqlite/journal.js";

const EVENTS = Number(process.argv[2] ?? 1_000_000);
const AT_ONCE = 1_000;
const BEGAN_AT = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 86_400_000;
const HOUR_MS = 3_600_000;
const QUERIES = 40;

const folder = mkdtempSync(join(process.argv[3] ?? tmpdir(), "gatehouse-bench-"));
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
    at: BEGAN_AT + (i / EVENTS) * YEAR_MS,
    t: i,
    source: "camera:porch",
  };
}

async function timed(what, query) {
  const times = [];
  for (let i = 0; i < QUERIES; i += 1) {
    const fromAt = BEGAN_AT + Math.random() * (YEAR_MS - HOUR_MS);
    const started = performance.now();
    await journal.reader.events(query(fromAt));
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Number(times[Math.floor(share * (QUERIES - 1))].toFixed(1));
  print(what, { p50Ms: at(0.5), p95Ms: at(0.95) });
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
    fromAt: BEGAN_AT + YEAR_MS - HOUR_MS,
    newestFirst: true,
    limit: 100,
  }));
  await timed("the clips of the last day", () => ({
    fromAt: BEGAN_AT + YEAR_MS - 24 * HOUR_MS,
    names: clips,
  }));
} finally {
  journal.close();
  rmSync(folder, { recursive: true });
}
