import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rule = (more = ""): string => `rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }, { trigger: timer, timer: tea }]
    ${more}
    actions: [{ action: speak, text: begun }, { wait: 5s }, { action: speak, text: ended }]
  - id: other
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: timer, start: tea, for: 2s }]
`;
const go = fields.message("go", "");
const by = { kind: "command" } as const;

async function house(more?: string) {
  const bench = await RuleBench.of(rule(more));
  const turn = (seconds: number, enabled: boolean) =>
    bench.send(seconds, "rule.switched", { rule: "one", enabled, by });
  return { bench, turn };
}

describe("a rule that is switched off", () => {
  it("does not run and says so, and the others do; switched on it runs again", async () => {
    const { bench, turn } = await house();
    turn(1, false);
    const result = bench.send(2, "message.received", go);
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual([
      "one stopped: the rule is switched off",
      "other finished: starts tea, 2 s",
    ]);
    turn(3, true);
    expect(asked(bench.send(3.5, "message.received", go))).toEqual(["speak:begun"]);
  });

  it("is not started by a timer either", async () => {
    const { bench, turn } = await house();
    turn(1, false);
    bench.send(2, "message.received", go);
    expect(told(bench.timer(4))).toEqual(["one stopped: the rule is switched off"]);
  });

  it("stays off over a restart", async () => {
    const { bench, turn } = await house();
    turn(1, false);
    bench.restart(2);
    expect(asked(bench.send(3, "message.received", go))).toEqual([]);
  });

  it("stops where it is", async () => {
    const { bench, turn } = await house();
    bench.send(1, "message.received", go);
    expect(told(turn(2, false))).toEqual(["one stopped: the rule is switched off"]);
    turn(3, true);
    expect(asked(bench.timer(6))).toEqual([]);
  });

  it("finishes what it has begun with on_edit: finish", async () => {
    const { bench, turn } = await house("on_edit: finish");
    bench.send(1, "message.received", go);
    expect(told(turn(2, false))).toEqual([]);
    expect(asked(bench.timer(6))).toEqual(["speak:ended"]);
  });

  it("begins none of its queued runs", async () => {
    const { bench, turn } = await house("mode: queued");
    bench.send(1, "message.received", go);
    bench.send(1.5, "message.received", go);
    expect(turn(2, false).state).toMatchObject({ runs: [], queued: [] });
  });

  it("forgets what its triggers were waiting for", async () => {
    const bench = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mode, to: night, for: 10s }]
    actions: [{ action: speak, text: night }]
`);
    bench.send(1, "mode.changed", { from: "home", to: "night", by });
    bench.send(2, "rule.switched", { rule: "one", enabled: false, by });
    bench.send(3, "rule.switched", { rule: "one", enabled: true, by });
    expect(asked(bench.timer(12))).toEqual([]);
  });

  it("answers whoever says its sentence", async () => {
    const bench = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: voice, sentences: [good night] }]
    actions: [{ action: mode, set: night }]
`);
    bench.send(1, "rule.switched", { rule: "one", enabled: false, by });
    expect(asked(bench.send(2, "voice.commanded", fields.command("one")))).toEqual([
      "speak:That rule is switched off.",
    ]);
  });

  it("answers by a request of the run that did not begin", async () => {
    const bench = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: voice, sentences: [good night] }]
    actions: [{ action: mode, set: night }]
`);
    bench.send(1, "rule.switched", { rule: "one", enabled: false, by });
    expect(bench.send(2, "voice.commanded", fields.command("one")).requests).toEqual([
      {
        ...{ id: "e2/one/1", action: { kind: "speak", text: "That rule is switched off." }, cause: "e2" },
        ...{ by: { kind: "rule", rule: "one", ruleRun: "e2/one" }, at: bench.startAt + 2000, t: 2000 },
      },
    ]);
  });

  it("leaves alone what other rules have begun, have queued, wait for and have counted", async () => {
    const rules = ["one", "two"].map(
      (id) => `  - id: ${id}
    mode: queued
    triggers: [{ trigger: mqtt, topic: go }, { trigger: mode, for: 10s }, { trigger: mqtt, topic: knock, count: 3, within: 9s }]
    actions: [{ wait: 5s }]
`,
    );
    const bench = await RuleBench.of(`rules:\n${rules.join("")}`);
    for (const topic of ["go", "go", "knock"]) bench.send(1, "message.received", fields.message(topic, ""));
    bench.send(1, "mode.changed", { from: "home", to: "night", by });
    const owners = (): string[][] => {
      const { runs, queued, holds, counts } = bench.state;
      return [runs, queued, holds, counts].map((items) => items.map(({ rule }) => rule));
    };
    expect(owners()).toEqual([0, 1, 2, 3].map(() => ["one", "two"]));
    bench.send(2, "rule.switched", { rule: "one", enabled: true, by });
    expect(owners()).toEqual([0, 1, 2, 3].map(() => ["one", "two"]));
    bench.send(3, "rule.switched", { rule: "one", enabled: false, by });
    expect(owners()).toEqual([["two"], ["two"], ["two"], ["two"]]);
  });
});
