import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const go = (house: RuleBench, payload = "", at = 100): StepResult =>
  house.send(at, "message.received", fields.message("go", payload));
const withActions = (actions: string, more = ""): Promise<RuleBench> =>
  RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    ${more}
    actions:
${actions}
      - { action: notify, message: after }
`);
const pathsOf = (result: StepResult): string[] =>
  result.traces.flatMap(({ steps }) => steps.map(({ path, result: how }) => `${path} ${how}`));

describe("choose", () => {
  const CHOOSE = `      - action: choose
        options:
          - { conditions: ['trigger.payload == "a"'], then: [{ action: speak, text: A }, { wait: 5s }] }
          - { conditions: ['trigger.payload == "b"', { condition: mode, is: home }], then: [{ action: speak, text: B }] }
        else: [{ action: speak, text: C }]`;

  it.each([
    ["b", "speak:B"],
    ["x", "speak:C"],
  ])("does the first option whose conditions hold, or else: %s", async (payload, spoken) => {
    expect(asked(go(await withActions(CHOOSE), payload))).toEqual([spoken, "notify:after:"]);
  });

  it("traces by the path in the file", async () => {
    expect(pathsOf(go(await withActions(CHOOSE), "b"))).toEqual([
      "triggers/0 matched",
      "actions/0/options/0/conditions/0 false",
      "actions/0/options/1/conditions/0 true",
      "actions/0/options/1/conditions/1 true",
      "actions/0 done",
      "actions/0/options/1/then/0 requested",
      "actions/1 requested",
    ]);
  });

  it("goes on behind a wait in it, also after a restart", async () => {
    const house = await withActions(CHOOSE);
    expect(asked(go(house, "a"))).toEqual(["speak:A"]);
    expect(asked(house.restart(103))).toEqual([]);
    expect(asked(house.timer(105))).toEqual(["notify:after:"]);
  });

  it("ends the run where a condition cannot be judged", async () => {
    const house = await withActions(
      `      - { if: ['trigger.json.a.b == 1'], then: [{ action: speak, text: A }] }`,
    );
    const result = go(house, "{}");
    expect(asked(result)).toEqual([]);
    expect(result.traces[0]).toMatchObject({ outcome: "error", steps: [{}, { path: "actions/0/if/0" }] });
  });

  it("has a short form with if, then, else", async () => {
    const short = `      - if: ['mode == "home"']
        then: [{ action: speak, text: A }]
        else: [{ action: speak, text: B }]`;
    expect(asked(go(await withActions(short)))).toEqual(["speak:A", "notify:after:"]);
    const away = await withActions(short.replace('"home"', '"away"'));
    expect(asked(go(away))).toEqual(["speak:B", "notify:after:"]);
  });
});

describe("repeat", () => {
  const repeat = (how: string, actions = '[{ action: speak, text: "{{ repeat.index }}" }]'): string =>
    `      - { action: repeat, ${how}, actions: ${actions} }`;

  it("goes round so many times", async () => {
    const spoken = ["speak:1", "speak:2", "speak:3", "notify:after:"];
    expect(asked(go(await withActions(repeat("count: 3"))))).toEqual(spoken);
    expect(asked(go(await withActions(repeat('count: "{{ trigger.payload }}"')), "3"))).toEqual(spoken);
  });

  it("says so where the number of rounds is none", async () => {
    const result = go(await withActions(repeat('count: "{{ trigger.payload }}"')), "many");
    expect(told(result)).toEqual(['one error: "many" is no number of rounds up to 1000']);
  });

  it("goes round while conditions hold, perhaps never", async () => {
    const three = await withActions(repeat('while: ["repeat.index < 3"]'));
    expect(asked(go(three))).toHaveLength(4);
    expect(asked(go(await withActions(repeat('while: ["false"]'))))).toEqual(["notify:after:"]);
  });

  it("goes round until conditions hold, at least once", async () => {
    expect(asked(go(await withActions(repeat('until: ["true"]'))))).toEqual(["speak:1", "notify:after:"]);
  });

  it("ends as an error after max rounds", async () => {
    const result = go(await withActions(repeat('while: ["true"], max: 5')));
    expect(asked(result)).toHaveLength(5);
    expect(told(result)).toEqual(["one error: went round 5 times already (max)"]);
  });

  it("ends as an error after 1,000 actions without a wait, and its trace stays short", async () => {
    const inner = "[{ action: repeat, count: 1000, actions: [{ action: snapshot, camera: garden }] }]";
    const result = go(await withActions(repeat("count: 1000", inner)));
    expect(told(result)).toEqual(["one error: 1000 actions without a wait: a loop that does not end"]);
    expect(asked(result).length).toBeLessThan(1000);
    expect(result.traces[0]?.steps).toHaveLength(200);
  });

  it("knows its round after a restart between two", async () => {
    const house = await withActions(
      repeat("count: 2", '[{ wait: 1s }, { action: speak, text: "{{ repeat.index }}" }]'),
    );
    go(house);
    expect(asked(house.timer(101))).toEqual(["speak:1"]);
    house.restart(101.5);
    expect(asked(house.timer(102))).toEqual(["speak:2", "notify:after:"]);
  });
});

describe("parallel", () => {
  const PARALLEL = `      - action: parallel
        branches:
          - [{ wait: 2s }, { action: speak, text: A }]
          - [{ action: speak, text: B }, { wait: 4s }]
          - []`;

  it("does its branches beside each other and waits for all", async () => {
    const house = await withActions(PARALLEL);
    expect(asked(go(house))).toEqual(["speak:B"]);
    expect(asked(house.timer(102))).toEqual(["speak:A"]);
    expect(asked(house.restart(103))).toEqual([]);
    const last = house.timer(104);
    expect(asked(last)).toEqual(["notify:after:"]);
    expect(pathsOf(last).filter((path) => path.includes("branches"))).toEqual([
      "actions/0/branches/0/0 waiting",
      "actions/0/branches/1/0 requested",
      "actions/0/branches/1/1 waiting",
      "actions/0/branches/0/0 done",
      "actions/0/branches/0/1 requested",
      "actions/0/branches/1/1 done",
    ]);
  });

  it("may hold another one, and questions", async () => {
    const house = await withActions(`      - action: parallel
        branches:
          - - action: parallel
              branches: [[{ wait: 3s }], [{ wait: 1s }]]
            - { action: speak, text: both }
          - [{ action: ask, question: Well?, microphone: hall, then: [{ action: speak, text: "yes" }] }]`);
    const first = go(house);
    const [question] = first.requests;
    expect(asked(house.timer(103))).toEqual(["speak:both"]);
    const answer = { microphone: "hall", request: question?.id ?? "", answer: "yes", sentence: "yes" };
    const result = house.send(104, "voice.answered", { ...answer, llr: 0, why: "said" });
    expect(asked(result)).toEqual(["speak:yes", "notify:after:"]);
  });

  it("ends all branches where one stops the run or fails", async () => {
    const house = await withActions(
      PARALLEL.replace("[]", '[{ wait: 1s }, { action: stop, reason: "enough {{ mode }}" }]'),
    );
    go(house);
    expect(told(house.timer(101))).toEqual(["one stopped: enough home"]);
    expect([house.state.runs, house.wakeAtT]).toEqual([[], null]);
  });
});

describe("stop", () => {
  it("ends the run, as a failure if it says so", async () => {
    const result = go(
      await withActions('      - { action: stop, reason: "no {{ trigger.payload }}", error: true }'),
      "x",
    );
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual(["one error: no x"]);
  });
});
