import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventDraft } from "../../src/events/catalogue.ts";
import type { StepResult } from "../../src/rules/step.ts";
import { houseWith } from "../fakes/checked-house.ts";
import { fields, RuleBench } from "../fakes/rule-bench.ts";

const CONDITIONS = [
  "vars.n < 3",
  'mode == "home"',
  'devices.lamp == "ON"',
  "repeat.index > 1",
  "wait.completed",
];
const conditions = fc.subarray(CONDITIONS, { minLength: 1, maxLength: 2 });

/** Actions of every form that may wait or branch, in each other. */
const { actions } = fc.letrec((tie) => ({
  leaf: fc.oneof(
    fc.constant({ action: "speak", text: "{{ vars.n }} {{ repeat.index }} {{ wait.completed }}" }),
    fc.constant({ action: "device", turn_on: "lamp" }),
    fc.constant({ action: "set", variables: { n: "{{ vars.n + 1 }}" } }),
    fc.integer({ min: 1, max: 3 }).map((seconds) => ({ wait: `${seconds}s` })),
    fc.constant({ wait: "500ms" }),
    fc.constant({ action: "timer", start: "later", for: "2500ms" }),
    fc.constant({ action: "timer", cancel: "later" }),
    fc.constantFrom(true, false).map((goesOn) => ({
      action: "wait_for",
      triggers: [{ trigger: "device", device: "lamp" }],
      timeout: "3s",
      continue_on_timeout: goesOn,
    })),
    fc.boolean().map((error) => ({ action: "stop", reason: "{{ mode }}", error })),
  ),
  action: fc.oneof(
    { maxDepth: 3 },
    { arbitrary: tie("leaf"), weight: 4 },
    { arbitrary: tie("holder"), weight: 3 },
  ),
  actions: fc.array(tie("action"), { minLength: 1, maxLength: 3 }),
  holder: fc.oneof(
    fc.record({ if: conditions, then: tie("actions"), else: tie("actions") }),
    fc.record({
      action: fc.constant("choose"),
      options: fc.array(fc.record({ conditions, then: tie("actions") }), { minLength: 1, maxLength: 2 }),
      else: tie("actions"),
    }),
    fc.record({
      action: fc.constant("parallel"),
      branches: fc.array(tie("actions"), { minLength: 2, maxLength: 3 }),
    }),
    fc
      .record({
        how: fc.oneof(
          fc.integer({ min: 1, max: 3 }).map((count) => ({ count })),
          conditions.map((all) => ({ while: all, max: 4 })),
          conditions.map((all) => ({ until: all, max: 4 })),
        ),
        actions: tie("actions"),
      })
      .map(({ how, actions: inner }) => ({ action: "repeat", ...how, actions: inner })),
  ),
}));

type Happening = readonly [EventDraft["name"], object];
const happening = fc.constantFrom<Happening>(
  ["device.changed", fields.device("lamp", "OFF", "ON")],
  ["device.changed", fields.device("lamp", "ON", "OFF")],
  ["message.received", fields.message("go", "")],
  ["mode.changed", fields.mode("home", "away")],
  ["timer.fired", { which: "rules" }],
);
const begin: readonly [number, Happening] = [0, ["message.received", fields.message("go", "")]];
const history = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4000 }), happening), { maxLength: 12 })
  .map((rest) => [begin, ...rest]);

function ruleFile(list: unknown, mode: string): string {
  const rule = { id: "one", triggers: [{ trigger: "mqtt", topic: "go" }], variables: { n: 0 } };
  const timed = {
    id: "timed",
    triggers: [
      { trigger: "timer", timer: "later" },
      { trigger: "device", device: "lamp", count: 2, within: "5s" },
    ],
    cooldown: "2s",
    actions: [{ action: "speak", text: "{{ trigger.kind }}" }],
  };
  return JSON.stringify({ rules: [{ ...rule, mode, actions: list }, timed] });
}

/** What is asked for, and how runs end, with their times; `kills` tells after which steps the daemon is killed. */
function lived(
  house: RuleBench,
  given: readonly (readonly [number, Happening])[],
  kills: ReadonlySet<number>,
): string[] {
  const told: string[] = [];
  let t = 0;
  let steps = 0;
  const take = (result: StepResult): void => {
    told.push(...result.requests.map(({ id, action, t: at }) => `${at} ${id} ${JSON.stringify(action)}`));
    for (const { outcome, run } of result.traces)
      if (outcome !== "running") told.push(`${t} ${run} ${outcome}`);
    if (kills.has(steps)) house.restart(t / 1000);
    steps += 1;
  };
  const until = (next: number): void => {
    for (let wake = house.wakeAtT; wake !== null && wake <= next && steps < 500; wake = house.wakeAtT) {
      t = Math.max(t, wake);
      take(house.timer(t / 1000));
    }
    t = Math.max(t, next);
  };
  for (const [pause, [name, body]] of given) {
    until(t + pause);
    take(house.send(t / 1000, name, body));
  }
  until(1e9);
  expect(house.state.runs).toEqual([]);
  return told;
}

describe("rules of any shape", () => {
  it("end the same whenever the daemon is killed, and always end", async () => {
    await fc.assert(
      fc.asyncProperty(
        actions,
        fc.constantFrom("single", "restart", "queued", "parallel"),
        history,
        fc.array(fc.nat(30), { minLength: 1, maxLength: 15 }),
        async (list, mode, given, kills) => {
          const { program } = await houseWith(ruleFile(list, mode));
          const direct = lived(new RuleBench(program), given, new Set());
          const killed = new RuleBench(program);
          expect(withoutIds(lived(killed, given, new Set(kills)))).toEqual(withoutIds(direct));
        },
      ),
      { numRuns: 200 },
    );
  }, 120_000);
});

/** Events are numbered, and a restart is one: ids differ. */
function withoutIds(told: readonly string[]): string[] {
  return told.map((line) => line.replace(/e\d+\//g, ""));
}
