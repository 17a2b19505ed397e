// Which runner runs our TypeScript tests as they are: `node bench/test-runner.mjs`. One JSON object a line.
import { spawnSync } from "node:child_process";

const FILE = "test/unit/runtime/ids.test.ts";

function run(what, args) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const problem = /.*ERR_\w+.*/
    .exec(stderr + stdout)?.[0]
    ?.trim()
    .slice(0, 140);
  const seconds = Math.round(performance.now() - started) / 1000;
  console.log(
    JSON.stringify({ what, node: process.version, exitCode: status, seconds, ...(problem && { problem }) }),
  );
}

run("node --test", ["--test", FILE]);
run("vitest", ["node_modules/vitest/vitest.mjs", "run", FILE]);
