// What happens when the packages that Gatehouse does not use are installed: `node bench/package-installs.mjs [NAME…]`.
// Each is installed with npm into a folder of its own and then loaded; nothing of it stays. Takes minutes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LIMIT_MS = 9 * 60_000;

/** `use` is a program that has to print `works` to count. */
const CANDIDATES = [
  {
    name: "@tensorflow/tfjs-node@4.22.0",
    use: `const tf = require("@tensorflow/tfjs-node"); console.log(tf.tensor([1, 2]).sum().dataSync()[0] === 3 ? "works" : "wrong")`,
  },
  {
    name: "opencv4nodejs@5.6.0",
    use: `const cv = require("opencv4nodejs"); console.log(new cv.Mat(2, 2, cv.CV_8UC1, 1).rows === 2 ? "works" : "wrong")`,
  },
  {
    name: "opencv4nodejs@5.6.0",
    // With the OpenCV that the system has (or has not), instead of a clone of its sources.
    env: { OPENCV4NODEJS_DISABLE_AUTOBUILD: "1" },
    use: `const cv = require("opencv4nodejs"); console.log(new cv.Mat(2, 2, cv.CV_8UC1, 1).rows === 2 ? "works" : "wrong")`,
  },
  {
    name: "node-record-lpcm16@1.0.1",
    // The recorder program is looked for in an empty folder: what happens to a process that listens for every error?
    use: `process.env.PATH = "/nonexistent";
      const recording = require("node-record-lpcm16").record({ recorder: "arecord" });
      recording.stream().on("error", (error) => console.log("error event:", typeof error));
      setTimeout(() => console.log("works: the process is still alive"), 1500);`,
  },
  {
    name: "onnxruntime-node@1.30.0",
    use: `const ort = require("onnxruntime-node"); console.log(typeof ort.InferenceSession.create === "function" ? "works" : "wrong")`,
  },
  {
    name: "onnxruntime-node@1.30.0",
    env: { ONNXRUNTIME_NODE_INSTALL: "skip" },
    use: `const ort = require("onnxruntime-node"); console.log(typeof ort.InferenceSession.create === "function" ? "works" : "wrong")`,
  },
];

function attempt({ name, env = {}, use }) {
  const folder = mkdtempSync(join(tmpdir(), "package-install-"));
  try {
    writeFileSync(join(folder, "package.json"), '{ "name": "attempt", "private": true }');
    writeFileSync(join(folder, "use.cjs"), use);
    const started = performance.now();
    const options = { cwd: folder, encoding: "utf8", timeout: LIMIT_MS, env: { ...process.env, ...env } };
    const install = spawnSync("npm", ["install", "--no-audit", "--no-fund", name], options);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    const used = spawnSync(process.execPath, ["use.cjs"], { ...options, timeout: 30_000 });
    return {
      package: name,
      ...(Object.keys(env).length > 0 ? { with: env } : {}),
      ...(install.status === 0 ? {} : { npmSays: reasonOf(install.stderr) }),
      npmInstallExit: install.status ?? `ended by ${install.signal}`,
      seconds: Number(seconds),
      useExit: used.status ?? `ended by ${used.signal}`,
      useSays: `${used.stdout}${used.stderr}`
        .split("\n")
        .find((line) => /works|wrong|Error|error event/.test(line)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The line of npm's complaint that says most. */
function reasonOf(text) {
  const lines = text
    .split("\n")
    .filter((line) => /fatal|ERR!|Error:|ENOTFOUND|EAI_AGAIN|getaddrinfo/.test(line));
  return lines[0]?.replace(/^npm error\s*/, "").slice(0, 160);
}

const wanted = process.argv.slice(2);
for (const candidate of CANDIDATES) {
  if (wanted.length > 0 && !wanted.some((name) => candidate.name.startsWith(name))) continue;
  console.log(JSON.stringify(attempt(candidate)));
}
