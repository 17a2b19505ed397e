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

describe("a rule that starts many times within ten seconds", () => {
  const go = (house: RuleBench, topic: string) =>
    Array.from({ length: 30 }, (_, index) =>
      house.send(100 + index / 10, "message.received", fields.message(topic, "")),
    );
  const ring = (topic: string): string => `rules:
  - id: one
    mode: parallel
    triggers: [{ trigger: mqtt, topic: ${topic} }]
    actions: [{ action: mqtt, topic: home/bell }]
`;

  it.each([
    ["a sensor that talks a lot", "go"],
    ["a topic that only begins alike", "home/bells"],
  ])("may, where nothing that a rule has done is why: %s", async (_, topic) => {
    const house = await RuleBench.of(ring(topic));
    const results = go(house, topic);
    expect(results.filter((result) => asked(result).length > 0)).toHaveLength(30);
    expect(results.flatMap(({ loops }) => loops)).toEqual([]);
    expect(house.state.published).toHaveLength(30);
  });

  it.each([
    ["the same topic", "home/bell"],
    ["the topic above", "home"],
    ["a topic below", "home/bell/state"],
  ])(
    "is cut where the message may be the echo of its own, at %s, and told of once a minute",
    async (_, topic) => {
      const house = await RuleBench.of(ring(topic));
      const results = go(house, topic);
      // The first is nobody's echo.
      expect(results.filter((result) => asked(result).length > 0)).toHaveLength(21);
      expect(results.flatMap(({ loops }) => loops)).toEqual([
        { rules: ["one"], why: "started 20 times within 10 s, it seems to trigger itself" },
      ]);
      expect(house.send(113, "message.received", fields.message(topic, "")).requests).toHaveLength(1);
    },
  );
});
