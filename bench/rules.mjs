/**
 * How many events a second 100 rules take, when none of them is concerned and when each is. Build first (npm run build).
 *
 *     node bench/rules.mjs
 */
import { performance } from "node:perf_hooks";
import { CelLanguage } from "../dist/adapters/cel/cel-language.js";
import { compile } from "../dist/rules/compile.js";
import { initialState } from "../dist/rules/state.js";
import { step } from "../dist/rules/step.js";

const rules = Array.from({ length: 100 }, (_, number) => ({
  id: `rule-${number}`,
  enabled: true,
  triggers: [{ trigger: "device", device: `lamp_${number}`, to: ["ON"] }],
  conditions: ['mode == "home" && trigger.from != "unknown"'],
  actions: [{ action: "device", device: "lamp_0", command: "off" }],
  mode: "single",
  max: 10,
}));
const devices = rules.map((_, number) => `lamp_${number}`);
const world = { modes: ["home"], devices, cameras: ["door"], microphones: [], timeZone: "UTC" };
const { program, problems } = compile(rules, world, { language: new CelLanguage() });
if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));

const stamp = { v: 1, boot: "b", run: "r", source: "bench" };
const kinds = {
  "no rule listens": (seq) => ({ name: "voice.woken", microphone: "hall", phrase: "hey", seq }),
  "100 listen, none fits": (seq) => ({
    name: "device.changed",
    device: "other",
    from: "OFF",
    state: "ON",
    by: null,
    seq,
  }),
  "100 listen, one runs": (seq) => ({
    name: "device.changed",
    device: `lamp_${seq % 100}`,
    from: "OFF",
    state: "ON",
    by: null,
    seq,
  }),
};
for (const [what, event] of Object.entries(kinds)) {
  let state = initialState({ mode: "home", boot: "b", run: "r" });
  let asked = 0;
  let seq = 0;
  const begin = performance.now();
  while (performance.now() - begin < 1000) {
    for (let burst = 0; burst < 100; burst += 1) {
      seq += 1;
      // Half a second apart, so that the guard against rules that trigger themselves stays quiet.
      const result = step(program, state, {
        ...stamp,
        id: `e${seq}`,
        at: seq * 500,
        t: seq * 500,
        ...event(seq),
      });
      state = result.state;
      asked += result.requests.length;
    }
  }
  const perSecond = Math.round((seq * 1000) / (performance.now() - begin));
  process.stdout.write(`${what}: ${perSecond} events/s, ${asked} requests of ${seq} events\n`);
}
