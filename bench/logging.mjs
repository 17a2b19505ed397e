// What a log line costs: `npm run build && node bench/logging.mjs`. One JSON object a line.
import { openSync, writeSync } from "node:fs";
import { pino } from "pino";
import { createLogger } from "../dist/adapters/logging/pino-logger.js";

const LINES = 50_000;
const nowhere = openSync("/dev/null", "w");
const write = (line) => writeSync(nowhere, line);
const fields = {
  camera: "front_door",
  url: "rtsp://user:secret@192.168.1.20/stream1",
  attempt: 3,
  nested: { token: "x" },
};

function measure(what, log) {
  for (let i = 0; i < 2_000; i += 1) log();
  const started = process.cpuUsage();
  for (let i = 0; i < LINES; i += 1) log();
  const { user, system } = process.cpuUsage(started);
  console.log(JSON.stringify({ what, cpuUsPerLine: Math.round(((user + system) / LINES) * 10) / 10 }));
}

const ours = createLogger({ level: "info", format: "json", write }).child("camera");
const journald = createLogger({ level: "info", format: "journal", write }).child("camera");
const bare = pino({ base: null }, { write });
measure("pino alone", () => bare.info(fields, "lost the stream"));
measure("Gatehouse, JSON, redacted", () => ours.warn("lost the stream", fields));
measure("Gatehouse, journald, redacted", () => journald.warn("lost the stream", fields));
measure("Gatehouse, below the level", () => ours.debug("lost the stream", fields));
