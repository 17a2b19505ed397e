import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";
import type { StepResult } from "../../../src/rules/step.ts";

const RULES = `rules:
  - id: "on"
    mode: parallel
    triggers: [{ trigger: mode, to: home }]
    actions: [WAIT{ action: mode, set: away }]
  - id: "off"
    mode: parallel
    triggers: [{ trigger: mode, to: away }]
    actions: [WAIT{ action: mode, set: home }]
`;

/** Obeys every wish for a mode after `delay` seconds, until nothing is asked for any more. */
async function obeyed(wait: string, rounds = 60): Promise<{ changes: number; results: StepResult[] }> {
  const house = await RuleBench.of(RULES.replaceAll("WAIT", wait));
  const results: StepResult[] = [];
  let [at, changes] = [100, 0];
  const take = (result: StepResult): void => {
    results.push(result);
    for (const { action, by } of result.requests) {
      if (action.kind !== "mode" || changes >= rounds) continue;
      changes += 1;
      at += 0.1;
      const from = house.state.mode;
      take(house.send(at, "mode.changed", { from, to: action.mode, by }));
    }
  };
  take(house.send(at, "mode.changed", fields.mode("away", "home")));
  while (house.wakeAtT !== null && changes < rounds) {
    at = house.wakeAtT / 1000;
    take(house.timer(at));
  }
  return { changes, results };
}

describe("rules that trigger each other", () => {
  it("are cut after three rounds, with the names of all of them", async () => {
    const { changes, results } = await obeyed("");
    expect(changes).toBe(6);
    expect(results.flatMap(({ loops }) => loops)).toEqual([
      { rules: ["on", "off", "on"], why: "led to itself 3 times within 10 s" },
    ]);
    expect(results.flatMap(told).at(-1)).toBe("on stopped: led to itself 3 times within 10 s: on → off → on");
  });

  it("go on where they take their time", async () => {
    const { changes, results } = await obeyed("{ wait: 3s }, ");
    expect(changes).toBe(60);
    expect(results.flatMap(({ loops }) => loops)).toEqual([]);
  });
});

it("a rule that a device leads back to itself over a timer is cut too", async () => {
  const house = await RuleBench.of(`rules:
  - id: blink
    triggers: [{ trigger: timer, timer: again }, { trigger: mqtt, topic: go }]
    actions: [{ action: timer, start: again, for: 200ms }]
`);
  house.send(1, "message.received", fields.message("go", ""));
  const loops = [];
  for (let count = 0; house.wakeAtT !== null && count < 50; count += 1)
    loops.push(...house.timer(house.wakeAtT / 1000).loops);
  expect(loops).toEqual([{ rules: ["blink", "blink"], why: "led to itself 3 times within 10 s" }]);
  expect(house.wakeAtT).toBeNull();
});

it("a rule that starts too often is told of once a minute", async () => {
  const house = await RuleBench.of(`rules:
  - { id: one, mode: parallel, triggers: [{ trigger: mqtt, topic: go }], actions: [{ action: snapshot, camera: garden }] }
`);
  const go = (at: number): StepResult => house.send(at, "message.received", fields.message("go", ""));
  const results = Array.from({ length: 30 }, (_, index) => go(100 + index / 10));
  expect(results.filter((result) => asked(result).length > 0)).toHaveLength(20);
  expect(results.flatMap(({ loops }) => loops)).toEqual([
    { rules: ["one"], why: "started 20 times within 10 s, it seems to trigger itself" },
  ]);
});
