// How long commands of the command line take from their start to their end.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const RUNS = 7;
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Best of several runs, ms: what the machine can do when nobody else wants it. */
export function commandTimes() {
  const commands = [["--help"], ["check", "--config", "demo/gatehouse.yaml"], ["events", "--help"]];
  return [["-e", "0"], ...commands.map((words) => ["dist/main.js", ...words])].map((words) => {
    const times = Array.from({ length: RUNS }, () => {
      const startMs = performance.now();
      const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
      return performance.now() - startMs;
    });
    const [entry, ...rest] = words;
    const command = entry === "-e" ? "node, nothing else" : ["gatehouse", ...rest].join(" ");
    return { command, bestMs: Math.min(...times) };
  });
}
