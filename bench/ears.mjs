/**
 * What a microphone's process costs: processor time while nobody speaks and while somebody does, and its memory over an hour
 * of sound. Sound comes from a file as fast as the process takes it, so an hour passes in minutes.
 * Needs `npm run build`, the models, flite and PocketSphinx.
 *
 *   node bench/ears.mjs [--minutes N] [--speech FILE] [--json]
 *
 * Without `--speech` flite reads sentences, every fourth of them a command.
 */
import { execFileSync, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { usageOf } from "./daemon/processes.mjs";

const { values: wishes } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    speech: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const MINUTES = Number(wishes.minutes);
const RATE = 16_000;
const SENTENCES = [
  "The weather will stay cold until the end of the week.",
  "My sister asked whether we would like to visit her.",
  "hey gate house, turn on sentry mode.",
  "The train was late again, and nobody knew why.",
];
/** Between two sentences, seconds. */
const PAUSE_S = 0.8;
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bench-ears-"));

/** A WAV file with so many minutes of `samples`, again and again; null: of a still room. */
function soundFile(name, samples, minutes) {
  const total = Math.round(minutes * 60 * RATE);
  const data = Buffer.alloc(44 + 2 * total);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + 2 * total, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(2 * RATE, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(2 * total, 40);
  for (let i = 0; i < total; i += 1) {
    const noise = Math.round((Math.sin(i * 12.9898) * 43758.5453) % 4);
    data.writeInt16LE(samples === null ? noise : samples[i % samples.length], 44 + 2 * i);
  }
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
}

/** flite reads the sentences, with pauses between them. */
function readSentences() {
  const pause = new Int16Array(PAUSE_S * RATE);
  const parts = SENTENCES.flatMap((sentence) => {
    const path = join(folder, "sentence.wav");
    execFileSync("flite", ["-voice", "slt", "-t", sentence, "-o", path]);
    const data = readFileSync(path).subarray(44);
    return [
      new Int16Array(data.buffer.slice(data.byteOffset, data.byteOffset + 2 * (data.length >> 1))),
      pause,
    ];
  });
  const all = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

/** Lets a microphone's process hear a file to its end. */
function hear(path, minutes) {
  const child = fork(join(root, "dist/app/microphone-process.js"), ["bench"], {
    serialization: "advanced",
    // As the daemon starts it.
    env: { ...process.env, UV_THREADPOOL_SIZE: "8", MALLOC_ARENA_MAX: "2" },
    execArgv: ["--max-semi-space-size=1"],
  });
  const models = Object.fromEntries(
    ["voice-activity", "speech-embedding"].map((task) => [task, join(root, `models/fetched/${task}.onnx`)]),
  );
  return new Promise((resolve, reject) => {
    let [beforeMs, peakMb, events] = [0, 0, 0];
    const read = () => usageOf(child.pid);
    const watch = setInterval(() => (peakMb = Math.max(peakMb, read().rssMb)), 250);
    child.on("message", (message) => {
      if (message.type === "ready") beforeMs = read().cpuMs;
      if (message.type === "observation") events += 1;
      if (message.type === "health" && !message.ok) reject(new Error(message.why));
      if (message.type !== "ended") return;
      clearInterval(watch);
      const { cpuMs, rssMb } = read();
      child.send({ type: "stop" });
      const percentOfACore = (100 * (cpuMs - beforeMs)) / (minutes * 60_000);
      resolve({ minutes, percentOfACore, rssMb, peakMb, events });
    });
    child.on("error", reject);
    child.send({
      ...{ type: "setup", microphone: "bench", source: path, loop: false, paced: false },
      ...{ wakePhrase: "hey gatehouse", wakeModel: null, directory: folder, logLevel: "error", models },
      intents: [{ intent: "sentry", sentences: ["(turn|switch) on [the] sentry mode"] }],
      ...{ thresholds: { accept: -12, acceptGuarded: -5 }, guardedIntents: [] },
    });
  });
}

try {
  const speech = wishes.speech === undefined ? readSentences() : null;
  const silent = await hear(soundFile("silence.wav", null, MINUTES), MINUTES);
  const spoken = await hear(wishes.speech ?? soundFile("speech.wav", speech, MINUTES), MINUTES);
  if (wishes.json) console.log(JSON.stringify({ silent, spoken }));
  else
    for (const [what, { minutes, percentOfACore, rssMb, peakMb, events }] of Object.entries({
      silent,
      spoken,
    }))
      console.log(
        `${what}: ${minutes} min of sound, ${percentOfACore.toFixed(1)} % of a core, ${rssMb.toFixed(0)} MB at the end, ` +
          `${peakMb.toFixed(0)} MB at most, ${events} events`,
      );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
