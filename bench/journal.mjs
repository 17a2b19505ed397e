// What the journal costs: `npm run build && node bench/journal.mjs [folder]`. One JSON object a line.
// The folder decides about the disk that is measured; by default it is the system's temporary one.
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SystemClock, bootId } from "../dist/adapters/clock/system-clock.js";
import { openJournal } from "../dist/adapters/sqlite/journal.js";

const SINGLES = 5_000;
const COMMITS = 500;
const EVENTS = 50_000;

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "gatehouse-bench-"));
const path = join(folder, "journal.db");
const clock = new SystemClock();
const open = () => openJournal({ path, clock, boot: bootId(), run: "bench", random: Math.random });

const face = (at) => ({
  name: "face.recognized",
  at,
  t: at,
  source: "camera:front_door",
  camera: "front_door",
  track: 7,
  box: [0.4, 0.2, 0.2, 0.4],
  zones: ["porch"],
  live: 0.98,
  frames: 4,
  quality: 0.9,
  media: [{ kind: "picture", path: "media/2026-11-23/front_door-7.jpg" }],
  person: "anna",
  group: "family",
  similarity: 0.712,
  margin: 0.31,
});

const about = (request) => ({
  request,
  device: "front_door_lock",
  action: "unlock",
  by: { kind: "rule", rule: "open-for-family", ruleRun: "run" },
  reason: "anna of family was recognised",
  at: 1,
  t: 1,
  source: "guard",
});

const authorisation = (request) => ({
  allowed: { name: "request.allowed", ...about(request), evidence: [] },
  spends: [{ person: "anna", camera: "front_door", track: "bench/7", t: 1, at: 1, boot: "b" }],
  debt: { device: "front_door_lock", request, sinceT: 1, dueT: 2, dueAt: 3, boot: "b" },
});

/** About as long as what a decision at a house with one door and two cameras was judged by. */
const matter = JSON.stringify({ state: "x".repeat(4_000) });

async function timed(count, work) {
  const times = [];
  for (let i = 0; i < count; i += 1) {
    const started = performance.now();
    await work(i);
    times.push((performance.now() - started) * 1000);
  }
  times.sort((a, b) => a - b);
  const at = (share) => Math.round(times[Math.floor(share * (count - 1))]);
  return { count, p50Us: at(0.5), p99Us: at(0.99), maxUs: at(1) };
}

const print = (what, figures) => console.log(JSON.stringify({ what, ...figures }));

try {
  let journal = await open();
  await journal.writer.append(Array.from({ length: 200 }, (_, i) => face(i)));
  print("append one event", await timed(SINGLES, (i) => journal.writer.append([face(i)])));
  const batch = await timed(50, () => journal.writer.append(Array.from({ length: 100 }, (_, i) => face(i))));
  print("append 100 events", { ...batch, perEventP50Us: batch.p50Us / 100 });
  print(
    "commit an authorisation to the disk",
    await timed(COMMITS, (i) => journal.guardStore.commit(authorisation(`r${i}`))),
  );
  print(
    "commit one with what it was judged by",
    await timed(COMMITS, (i) => {
      journal.judged(`s${i}`, matter);
      return journal.guardStore.commit(authorisation(`s${i}`));
    }),
  );
  for (let i = 0; i < EVENTS; i += 500) {
    await journal.writer.append(Array.from({ length: 500 }, (_, n) => face(n)));
  }
  print("find the chain of a request", await timed(200, () => journal.reader.chainOf("r7")));
  print(
    "read the latest 50",
    await timed(200, () => journal.reader.events({ newestFirst: true, limit: 50 })),
  );
  journal.close();
  const megabytes = Math.round(statSync(path).size / 1e5) / 10;
  const started = performance.now();
  journal = await open();
  print("open and check", {
    events: EVENTS + SINGLES + 5_200 + 2 * COMMITS,
    megabytes,
    ms: Math.round(performance.now() - started),
  });
  journal.close();
} finally {
  rmSync(folder, { recursive: true });
}
