/**
 * `npm run verify [PART …] [-- --minutes N --depth N --histories N --kills N]`: every check that takes too long for the suite.
 * The checks are tests of the suite that go on for longer; what they say of themselves is gathered at the end, the last line
 * is the sum. Exits 1 if anything fell short, 2 if it was asked for something that it does not know.
 */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { MUTATIONS } from "./verify/mutations.mjs";

/** By part: the tests that take part, in the order in which they are run. `mutations`: each fault has to be noticed. */
const PARTS = {
  guard: [
    "test/properties/exploration.test.ts",
    "test/properties/guard-evidence.test.ts",
    "test/properties/guard-door.test.ts",
    "test/properties/challenged-door.test.ts",
    "test/e2e/door/killed-anywhere.test.ts",
    "test/e2e/door/hostile-network.test.ts",
    "test/e2e/mqtt/unlock-wire.test.ts",
  ],
  rules: ["test/properties/mutated-rule-files.test.ts", "test/e2e/rules/killed-in-actions.test.ts"],
  ears: ["test/e2e/story/long-silence.test.ts"],
  recorder: [
    "test/e2e/cameras/pre-roll.test.ts",
    "test/e2e/recorder/killed.test.ts",
    "test/e2e/recorder/continuous-killed.test.ts",
    "test/e2e/recorder/power-cut.test.ts",
    "test/e2e/recorder/archive-killed.test.ts",
    "test/e2e/recorder/small-disk.test.ts",
    "test/e2e/cameras/bad-link.test.ts",
  ],
  mutations: [],
};

const OPTIONS = {
  minutes: "each exploration ends after so many minutes (10)",
  depth: "or after so many moves (as many as there is time for)",
  histories: "generated histories (100000)",
  kills: "moments at which the daemon is killed (200), or a recording (500)",
  help: "say this",
};

const { values, positionals } = readArguments();
if (values.help === true) {
  console.log(`npm run verify -- [${Object.keys(PARTS).join(" | ")}] [options]`);
  for (const [name, what] of Object.entries(OPTIONS)) console.log(`  --${name}  ${what}`);
} else {
  process.exitCode = await verify(positionals.length === 0 ? Object.keys(PARTS) : positionals);
}

function readArguments() {
  const numbers = Object.fromEntries(
    Object.keys(OPTIONS).map((name) => [name, { type: name === "help" ? "boolean" : "string" }]),
  );
  try {
    const read = parseArgs({ options: numbers, allowPositionals: true });
    const wrong = Object.entries(read.values).find(
      ([name, value]) => name !== "help" && !(Number(value) > 0),
    );
    if (wrong !== undefined) throw new Error(`--${wrong[0]} takes a number above 0`);
    const unknown = read.positionals.find((part) => !Object.hasOwn(PARTS, part));
    if (unknown !== undefined) {
      throw new Error(`there is no part ${unknown}; there are: ${Object.keys(PARTS).join(", ")}`);
    }
    return read;
  } catch (error) {
    console.error(error.message);
    process.exit(2);
  }
}

async function verify(parts) {
  const startMs = performance.now();
  const lines = [];
  const failed = [];
  for (const part of parts) {
    for (const file of PARTS[part]) {
      console.log(`\n${part}: ${file}`);
      const { code, verified } = await runTest(file);
      lines.push(...verified);
      if (code !== 0) failed.push(file);
    }
  }
  for (const [number, mutation] of parts.includes("mutations") ? MUTATIONS.entries() : []) {
    const { promise, what, test } = mutation;
    const { code } = await run(["run", test, "--config", "scripts/verify/mutated.config.mjs"], {
      env: { GATEHOUSE_MUTATION: String(number) },
      isQuiet: true,
    });
    const isNoticed = code === 1;
    console.log(`promise ${promise}: ${what}: ${isNoticed ? "noticed" : "NOT NOTICED"} by ${test}`);
    if (isNoticed) lines.push(`promise ${promise}: ${what}: noticed by ${test}`);
    else failed.push(`${test} (${what})`);
  }
  console.log(`\n${lines.join("\n")}`);
  const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
  const checked = `${parts.join(", ")}: ${lines.length} checks in ${minutes} min`;
  console.log(
    failed.length === 0
      ? `verified ${checked}, all of them held`
      : `NOT VERIFIED ${checked}, short in ${failed.join(", ")}`,
  );
  return failed.length === 0 ? 0 : 1;
}

/** Runs one test file in its long form; resolves with its exit code and what it says that it has verified. */
function runTest(file) {
  const chosen = Object.entries(values).map(([name, value]) => [
    `GATEHOUSE_VERIFY_${name.toUpperCase()}`,
    value,
  ]);
  return run(["run", file, "--disable-console-intercept", "--retry=0"], {
    env: { GATEHOUSE_VERIFY: "1", ...Object.fromEntries(chosen) },
    isQuiet: false,
  });
}

/** Runs the test runner. */
function run(words, { env, isQuiet }) {
  const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", ...words], {
    cwd: new URL("..", import.meta.url),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", isQuiet ? "ignore" : "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
    if (!isQuiet) process.stdout.write(chunk);
  });
  return new Promise((resolve) => {
    child.once("close", (code) => {
      const verified = text.split("\n").flatMap((line) => line.match(/^verified: (.*)$/)?.[1] ?? []);
      // A runner that could not even begin has noticed nothing.
      resolve({ code: text.includes("Test Files") ? code : 3, verified });
    });
  });
}
