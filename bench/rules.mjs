/**
 * How many events a second rules take: 100 rules of which none is concerned, none fits, or one runs; and 10 against 1,000
 * that are not concerned. Beside it json-rules-engine with the same rules, where it is installed. Build first.
 *
 *     node bench/rules.mjs [--json]
 *     npm install --no-save json-rules-engine    # for the peer
 *
 * A second is one that the thread has had a core for, where Linux tells; in interleaved rounds, the median of each. So other work
 * on the machine changes little.
 */
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { CelLanguage } from "../dist/adapters/cel/cel-language.js";
import { compile } from "../dist/rules/compile.js";
import { initialState } from "../dist/rules/state.js";
import { step } from "../dist/rules/step.js";

const ROUNDS = 7;
const ROUND_MS = 250;
const BATCH = 200;
const stamp = { v: 1, boot: "b", run: "r", source: "bench" };

/** `count` rules, each about a lamp of its own. */
function house(count) {
  const rules = Array.from({ length: count }, (_, number) => ({
    id: `rule-${number}`,
    enabled: true,
    triggers: [{ trigger: "device", device: `lamp_${number}`, to: ["ON"] }],
    conditions: ['mode == "home" && trigger.from != "unknown"'],
    actions: [{ action: "device", device: "lamp_0", command: "off" }],
    mode: "single",
    max: 10,
  }));
  const devices = [...rules.map((_, number) => `lamp_${number}`), "other"];
  const world = { modes: ["home"], devices, cameras: ["door"], microphones: [], timeZone: "UTC" };
  const { program, problems } = compile(rules, world, { language: new CelLanguage() });
  if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));
  let state = initialState({ mode: "home", boot: "b", run: "r" });
  return (event) => {
    const result = step(program, state, event);
    state = result.state;
    return result.requests.length;
  };
}

/** Events half a second apart, so that the guard against rules that trigger themselves stays quiet. */
let seq = 0;
function batchOf(fields) {
  return Array.from({ length: BATCH }, () => {
    seq += 1;
    return { ...stamp, id: `e${seq}`, at: seq * 500, t: seq * 500, seq, mode: "home", ...fields(seq) };
  });
}

const changed = (device) => ({ name: "device.changed", device, from: "OFF", state: "ON", by: null });
const woken = () => ({ name: "voice.woken", microphone: "hall", phrase: "hey" });
const other = () => changed("other");
const one = (seq) => changed(`lamp_${seq % 100}`);

/** The same 100 rules in json-rules-engine; null where it is not installed. */
async function peer() {
  const { Engine } = await import("json-rules-engine").catch(() => ({ Engine: null }));
  if (Engine === null) return null;
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (let number = 0; number < 100; number += 1) {
    const all = [
      { fact: "name", operator: "equal", value: "device.changed" },
      { fact: "device", operator: "equal", value: `lamp_${number}` },
      { fact: "state", operator: "equal", value: "ON" },
      { fact: "mode", operator: "equal", value: "home" },
      { fact: "from", operator: "notEqual", value: "unknown" },
    ];
    engine.addRule({ conditions: { all }, event: { type: `rule-${number}` } });
  }
  return async (event) => (await engine.run(event)).events.length;
}

/** So long this thread has had a core, ms; where nobody can tell, how late it is. */
function threadMs() {
  try {
    const [ns = ""] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
    return Number(ns) / 1e6;
  } catch {
    return performance.now();
  }
}

const theirs = await peer();
const cases = [
  { what: "100 rules, none listens", take: house(100), fields: woken },
  { what: "100 rules listen, none matches", take: house(100), fields: other },
  { what: "100 rules listen, one runs", take: house(100), fields: one },
  { what: "10 rules, not concerned", take: house(10), fields: other },
  { what: "1,000 rules, not concerned", take: house(1000), fields: other },
  ...(theirs === null
    ? []
    : [
        { what: "json-rules-engine, none matches", take: theirs, fields: other },
        { what: "json-rules-engine, one matches", take: theirs, fields: one },
      ]),
];

const rates = new Map(cases.map(({ what }) => [what, []]));
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const { what, take, fields } of cases) {
    let events = 0;
    let spentMs = 0;
    while (spentMs < ROUND_MS) {
      // What events are made of is no part of the figure.
      const batch = batchOf(fields);
      const begin = threadMs();
      for (const event of batch) {
        const result = take(event);
        if (typeof result !== "number") await result;
      }
      spentMs += threadMs() - begin;
      events += BATCH;
    }
    // The first round warms up.
    if (round > 0) rates.get(what).push((events * 1000) / spentMs);
  }
}

const rate = (what) => rates.get(what)?.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? null;
const facts = Object.fromEntries(cases.map(({ what }) => [what, Math.round(rate(what))]));
const ratios = {
  "none matches, times json-rules-engine": quotient(
    "100 rules listen, none matches",
    "json-rules-engine, none matches",
  ),
  "one matches, times json-rules-engine": quotient(
    "100 rules listen, one runs",
    "json-rules-engine, one matches",
  ),
  "time of 1,000 rules to that of 10": quotient("10 rules, not concerned", "1,000 rules, not concerned"),
};

function quotient(above, below) {
  const [a, b] = [rate(above), rate(below)];
  return a === null || b === null ? null : Number((a / b).toPrecision(3));
}

if (process.argv.includes("--json"))
  process.stdout.write(`${JSON.stringify({ eventsPerSecond: facts, ...ratios })}\n`);
else {
  for (const [what, count] of Object.entries(facts)) process.stdout.write(`${what}: ${count} events/s\n`);
  for (const [what, ratio] of Object.entries(ratios))
    process.stdout.write(`${what}: ${ratio ?? "json-rules-engine is not installed"}\n`);
}
