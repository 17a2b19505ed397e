// How fast a condition of a rule is evaluated, and what the language refuses: `node bench/expressions.mjs`.
import { Environment } from "@marcbachmann/cel-js";

const ROUNDS = 200_000;
const environment = new Environment().registerVariable("mode", "string").registerVariable("hour", "int");
const condition = environment.parse('mode in ["sentry", "away"] && hour >= 18');

const started = performance.now();
let held = 0;
for (let i = 0; i < ROUNDS; i++) held += condition({ mode: "sentry", hour: BigInt(i % 24) }) ? 1 : 0;
const seconds = (performance.now() - started) / 1000;

const refused = ['mode + 1 == "x"', "process.exit()", "mode.constructor", "while (true) {}"].map((text) => {
  try {
    const { valid, error } = environment.check(text);
    return { text, refused: !valid, because: error?.message.split("\n")[0] };
  } catch (error) {
    return { text, refused: true, because: error.message.split("\n")[0] };
  }
});

console.log(JSON.stringify({ evaluationsPerSecond: Math.round(ROUNDS / seconds), held }));
for (const one of refused) console.log(JSON.stringify(one));
