import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const ruled = (actions: string, more = ""): Promise<RuleBench> =>
  RuleBench.of(`rules:
  - { id: tea, triggers: [{ trigger: timer, timer: tea }], actions: [{ action: lockdown }] }
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    ${more}
    actions:
      ${actions}
`);
const go = (house: RuleBench, payload = ""): StepResult =>
  house.send(100, "message.received", fields.message("go", payload));

/** `path result: detail` of each step since the trigger. */
const told = ({ traces }: StepResult): string[] =>
  (traces[0]?.steps ?? []).slice(1).map(({ path, result, detail }) => `${path} ${result}: ${detail}`);
const toldBy = async (actions: string, payload?: string): Promise<string[]> =>
  told(go(await ruled(actions), payload));

describe("the trace tells", () => {
  it("how long a wait lasts at most", async () => {
    expect(await toldBy("- wait: 90s")).toEqual(["actions/0 waiting: waits 90 s"]);
    const waits = "- { action: wait_for, triggers: [{ trigger: mqtt, topic: done }], timeout: 2m }";
    expect(await toldBy(waits)).toEqual(["actions/0 waiting: waits for a trigger, 120 s at most"]);
  });

  it("which timers are started and cancelled", async () => {
    expect(
      await toldBy("- { action: timer, start: tea, for: 2s }\n      - { action: timer, cancel: tea }"),
    ).toEqual(["actions/0 done: starts tea, 2 s", "actions/1 done: cancels tea"]);
  });

  it("which request was made", async () => {
    expect(await toldBy("- { action: lockdown }\n      - { action: speak, text: x }")).toEqual([
      "actions/0 requested: e1/one/1",
      "actions/1 requested: e1/one/2",
    ]);
  });

  const CHOOSE = `- action: choose
        options:
          - { conditions: ['trigger.payload == "a"'], then: [{ action: lockdown }] }
          - { conditions: ['trigger.payload == "b"'], then: [{ action: lockdown }] }`;

  it("which of several options was chosen, or none", async () => {
    expect(await toldBy(CHOOSE, "a")).toContain("actions/0 done: option 1");
    expect(await toldBy(CHOOSE, "b")).toContain("actions/0 done: option 2");
    expect((await toldBy(CHOOSE, "c")).at(-1)).toBe("actions/0 done: none of the options");
  });

  it("of an `if` nothing but its conditions", async () => {
    const when = `- { if: ['trigger.payload == "a"'], then: [{ action: lockdown }] }`;
    const judged = (payload: string, holds: boolean): string =>
      `actions/0/if/0 ${holds}: trigger.payload == "a" (trigger.payload = "${payload}")`;
    expect(await toldBy(when, "a")).toEqual([judged("a", true), "actions/0/then/0 requested: e1/one/1"]);
    expect(await toldBy(when, "b")).toEqual([judged("b", false)]);
  });

  it("how often a loop went round", async () => {
    const rounds = (count: number): string =>
      `- { action: repeat, count: ${count}, actions: [{ action: lockdown }] }`;
    expect((await toldBy(rounds(1))).at(-1)).toBe("actions/0 done: 1 round");
    expect((await toldBy(rounds(2))).at(-1)).toBe("actions/0 done: 2 rounds");
  });

  it("what variables are set to, not more than 80 characters of each", async () => {
    const set = '- { action: set, variables: { count: 2, text: "{{ trigger.payload }}" } }';
    expect(await toldBy(set, "x".repeat(100))).toEqual([
      `actions/0 done: count = 2, text = "${"x".repeat(79)}`,
    ]);
  });

  it("why a run was stopped", async () => {
    expect(await toldBy('- { action: stop, reason: "{{ mode }} is enough" }')).toEqual([
      "actions/0 done: home is enough",
    ]);
    expect(await toldBy("- { action: stop, reason: bad, error: true }")).toEqual(["actions/0 error: bad"]);
  });
});

describe("the trace tells where a run was stopped", () => {
  const last = ({ traces }: StepResult): unknown => traces[0]?.steps.at(-1);

  it("that had not begun: at its triggers", async () => {
    const house = await ruled("- wait: 5s", "mode: single");
    go(house);
    expect(last(go(house))).toMatchObject({
      path: "triggers",
      detail: "it is running already (mode: single)",
    });
  });

  it.each([
    ["waits", "- wait: 5s"],
    ["waits for something", "- { action: wait_for, triggers: [{ trigger: mqtt, topic: x }], timeout: 9s }"],
    ["has asked", "- { action: ask, question: Well?, microphone: hall, then: [{ action: lockdown }] }"],
    [
      "waits in one of its branches",
      "- { action: parallel, branches: [[{ wait: 5s }], [{ action: lockdown }]] }",
    ],
  ])("that %s: where it waited", async (_, actions) => {
    const house = await ruled(actions, "mode: restart");
    const before = go(house).traces[0];
    const stopped = go(house).traces[0];
    expect(stopped?.run).toBe(before?.run);
    expect(stopped?.outcome).toBe("stopped");
    expect(stopped?.steps.at(-1)).toMatchObject({
      path: before?.steps.at(-1)?.path,
      detail: "began again (mode: restart)",
    });
    expect(before?.steps.at(-1)?.path).toContain("actions/0");
  });
});
