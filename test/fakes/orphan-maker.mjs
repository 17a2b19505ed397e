// A brain to be killed: starts the camera process of a file, lets it record one clip, and tells its pid when it does.
// usage: orphan-maker.mjs DIST VIDEO CLIP
import { pathToFileURL } from "node:url";

const [, , dist, video, clip] = process.argv;
const { forkChild } = await import(`${dist}/adapters/process/fork-child.js`);
const missing = "/nonexistent.onnx";
const models = Object.fromEntries(
  ["detection", "landmarks", "embedding", "liveness"].map((task) => [`face-${task}`, missing]),
);
const child = forkChild(pathToFileURL(`${dist}/app/camera-process.js`), ["camera:orphan", "0"], {
  message: (message) => {
    if (message.type === "clip-started") process.stdout.write(`${child.pid}\n`);
  },
  line: () => undefined,
  exited: () => process.exit(1),
});
child.send({
  type: "setup",
  camera: "orphan",
  source: video,
  detectSource: null,
  fps: 5,
  loop: true,
  paced: true,
  zones: {},
  masks: [],
  encode: false,
  models,
  providers: ["cpu"],
  findPeople: false,
  people: [],
  thresholds: { recognize: 0.58, margin: 0.05, live: 0.5 },
  ringSeconds: 5,
  ringMaxBytes: 10_000_000,
  audio: false,
  logLevel: "error",
});
child.send({ type: "record", clip: "c", path: clip, reason: "a test", fromT: 0 });
