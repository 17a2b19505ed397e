/**
 * What the running daemon takes, and how fast it answers: processor time and memory of each of its processes while one
 * camera or one microphone is at work, and the times from a face to the lock and from a command to the mode. Needs
 * `npm run build`, the models, and Debian's ffmpeg and flite; takes about five minutes. `--json` prints one object.
 *
 *   npm run bench:daemon [-- --json] [-- --only cost|latency|models|commands] [-- --scene WORD] [-- --rounds N] [-- --seconds N]
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { commandTimes } from "./daemon/commands.mjs";
import { enrol, startHouse } from "./daemon/house.mjs";
import { makeMedia, plainDecodeMs } from "./daemon/media.mjs";
import { faceCosts } from "./daemon/models.mjs";
import { processesOf, usageOf } from "./daemon/processes.mjs";

const FPS = { camera: 15, analysed: 5 };
const { values: wishes } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "30" },
    scene: { type: "string", default: "" },
  },
});
const SECONDS = Number(wishes.seconds);
const ROUNDS = Number(wishes.rounds);
const wanted = (part) => wishes.only === undefined || wishes.only === part;

/** Lets the daemon come to rest, then measures each of its processes for a while. */
async function cost(name, options) {
  const house = await startHouse(join(folder, name.replaceAll(/\W+/g, "-")), { ...options, loop: true });
  try {
    await house.seen("sensor.recovered");
    if (options.enrolled !== undefined) await house.seen("face.recognized");
    await delay(5_000);
    const processes = processesOf(house.pid);
    const before = processes.map(({ pid }) => usageOf(pid));
    const startMs = performance.now();
    await delay(SECONDS * 1000);
    const wallMs = performance.now() - startMs;
    return processes.map((one, i) => {
      const { cpuMs, rssMb, ownMb } = usageOf(one.pid);
      const percentOfACore = (100 * (cpuMs - before[i].cpuMs)) / wallMs;
      return { scene: name, process: one.name, percentOfACore, rssMb, ownMb };
    });
  } finally {
    await house.stop();
  }
}

/** One visit and one command, in a daemon of its own: whoever was let in is let in again only after a minute out of view. */
async function round(number, options) {
  const house = await startHouse(join(folder, `round-${number}`), { ...options, loop: false });
  try {
    const commanded = await house.seen("voice.commanded");
    const mode = await house.seen("mode.changed");
    const face = await house.seen("face.recognized");
    const unlock = await house.seen("UNLOCK");
    const answer = await house.seen("device.changed", ({ state }) => state === "UNLOCKED");
    return {
      "daemon started → its broker answers": house.onlineMs,
      "deciding frame → face.recognized published": face.t - face.event.t,
      "deciding frame → unlock on the wire": unlock.t - face.event.t,
      "deciding frame → lock's answer published": answer.t - face.event.t,
      "end of speech → voice.commanded published": commanded.t - commanded.event.t,
      "end of speech → mode.changed published": mode.t - commanded.event.t,
    };
  } finally {
    await house.stop();
  }
}

async function latencies(options) {
  const rounds = [];
  for (let number = 0; number < ROUNDS; number += 1) rounds.push(await round(number, options));
  return Object.keys(rounds[0]).map((what) => {
    const times = rounds.map((one) => one[what]).sort((a, b) => a - b);
    return {
      what,
      medianMs: times[times.length >> 1],
      p95Ms: times[Math.ceil(0.95 * times.length) - 1],
      rounds: times.length,
    };
  });
}

/** The camera's own cost against what cannot be avoided: the bare models, and a plain decoder. */
function ratios({ costs, faces, decodeMs }) {
  const perFrame = (scene) => {
    const camera = costs.find((one) => one.scene === scene && one.process.startsWith("camera"));
    return camera === undefined ? null : (camera.percentOfACore * 10) / FPS.analysed;
  };
  const decode = (decodeMs * FPS.camera) / FPS.analysed;
  const withFace = perFrame("one face in view");
  const floor = decode + faces.bareMsAtPace;
  return {
    ...faces,
    ffmpegDecodeMsAPicture: decodeMs,
    ...(withFace === null
      ? {}
      : { cameraMsAnAnalysedFrame: withFace, cameraToDecodePlusBare: withFace / floor }),
  };
}

function table(rows) {
  if (rows.length === 0) return;
  const texts = rows.map((row) =>
    Object.values(row).map((value) => (typeof value === "number" ? value.toFixed(1) : value)),
  );
  const heads = Object.keys(rows[0]);
  const widths = heads.map((head, i) => Math.max(head.length, ...texts.map((row) => row[i].length)));
  for (const row of [heads, ...texts]) console.log(row.map((text, i) => text.padEnd(widths[i])).join("  "));
  console.log();
}

const folder = await mkdtemp(join(tmpdir(), "bench-daemon-"));
try {
  const media = await makeMedia(folder);
  const enrolled = await enrol(folder, media);
  const costs = [];
  if (wanted("cost")) {
    const scenes = {
      "nobody in view": { film: media.empty },
      "one face in view": { film: media.standing, enrolled },
      silence: { sound: media.silence },
      "speech to others": { sound: media.talk },
    };
    for (const [name, options] of Object.entries(scenes)) {
      if (name.includes(wishes.scene)) costs.push(...(await cost(name, options)));
    }
  }
  const times = wanted("latency")
    ? await latencies({ film: media.visit, sound: media.command, enrolled })
    : [];
  const faces =
    wanted("models") || wanted("cost") ? await faceCosts(media.standing, { fps: FPS.analysed }) : null;
  const commands = wanted("commands") ? commandTimes() : [];
  const decodeMs = await plainDecodeMs(media.standing, 4 * FPS.camera);
  const against = faces === null ? {} : ratios({ costs, faces, decodeMs });
  if (wishes.json) {
    console.log(
      JSON.stringify({ cpu: cpus()[0]?.model, seconds: SECONDS, costs, latencies: times, commands, against }),
    );
  } else {
    console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${SECONDS} s a scene\n`);
    table(costs);
    table(times);
    table(commands);
    const numbers = Object.entries(against).filter(([, value]) => typeof value === "number");
    table(numbers.map(([what, value]) => ({ what, value: value.toFixed(2) })));
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
