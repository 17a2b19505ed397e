import { describe, expect, it } from "vitest";
import type { StepResult } from "../../../src/rules/step.ts";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const run = async (actions: string, payload = ""): Promise<StepResult> => {
  const house = await RuleBench.of(`rules:
  - id: one
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [${actions}]
`);
  return house.send(100, "message.received", fields.message("go", payload));
};
const outcome = (result: StepResult): string | undefined => result.traces[0]?.outcome;

describe("a run", () => {
  // Into the loop, 500 decisions about a round, 499 actions.
  const thousand = "{ action: repeat, count: 499, actions: [{ action: lockdown }] }";

  it("may do 1,000 actions without a wait, and not one more", async () => {
    expect(outcome(await run(thousand))).toBe("finished");
    expect(told(await run(`${thousand}, { action: lockdown }`))).toEqual([
      "one error: 1000 actions without a wait: a loop that does not end",
    ]);
  });

  const branches = (...of: string[]): string =>
    `{ action: parallel, branches: [${of.map((one) => `[${one}]`).join(", ")}] }`;
  const many = (count: number): string => branches(...Array.from({ length: count }, () => "{ wait: 5s }"));

  it("may have 64 branches at once, counting those that wait for others, and not one more", async () => {
    const inner = Array.from({ length: 6 }, () => many(8));
    expect(outcome(await run(branches(...inner, many(7), "{ wait: 5s }")))).toBe("running");
    expect(told(await run(branches(...inner, many(8), "{ wait: 5s }")))).toEqual([
      "one error: more than 64 branches at once",
    ]);
  });

  it("may have as many branches again when those before are through", async () => {
    const ended = branches(...Array.from({ length: 8 }, () => "{ action: lockdown }"));
    expect(outcome(await run(Array.from({ length: 9 }, () => ended).join(", ")))).toBe("finished");
  });
});

describe("the number of rounds", () => {
  const spoken = '{ action: speak, text: "{{ repeat.index }}" }';
  const rounds = (payload: string): Promise<StepResult> =>
    run(`{ action: repeat, count: "{{ trigger.payload }}", actions: [${spoken}] }`, payload);

  it.each([
    ["0", 0],
    ["-1", 0],
    [" 2 ", 2],
  ])("%j is one", async (text, made) => {
    const result = await rounds(text);
    expect([outcome(result), asked(result).length]).toEqual(["finished", made]);
  });

  it.each(["", "  ", "1.5", "1001", "x", "Infinity"])("%j is none", async (text) => {
    const result = await rounds(text);
    expect(asked(result)).toEqual([]);
    expect(told(result)).toEqual([`one error: "${text}" is no number of rounds up to 1000`]);
  });

  it("may be 1,000, where there is a wait in each", async () => {
    const waiting = '{ action: repeat, count: "{{ trigger.payload }}", actions: [{ wait: 1s }] }';
    expect(outcome(await run(waiting, "1000"))).toBe("running");
  });
});

describe("a loop in a loop", () => {
  const spoken = '{ action: speak, text: "{{ repeat.index }}" }';
  const inner = `{ action: repeat, count: 2, actions: [${spoken}] }`;

  it("has rounds of its own, and the outer one goes on with its own", async () => {
    const result = await run(`{ action: repeat, count: 3, actions: [${inner}, ${spoken}] }, ${spoken}`);
    const each = ["1", "2"].map((round) => `speak:${round}`);
    expect(asked(result)).toEqual([...each, "speak:1", ...each, "speak:2", ...each, "speak:3", "speak:0"]);
  });
});

describe("a loop whose condition cannot be judged", () => {
  it.each(["while", "until"])("ends the run at once, as an error: %s", async (how) => {
    const result = await run(
      `{ action: repeat, ${how}: ["trigger.json.a.b == 1"], max: 2, actions: [{ action: lockdown }] }`,
      "{}",
    );
    expect(asked(result)).toHaveLength(how === "while" ? 0 : 1);
    expect(result.traces[0]).toMatchObject({ outcome: "error" });
    expect(result.traces[0]?.steps.at(-1)?.path).toBe(`actions/0/${how}/0`);
  });
});

it("goes round as often as `max` says, where conditions end the loop in time", async () => {
  const result = await run(
    '{ action: repeat, while: ["repeat.index < 3"], max: 3, actions: [{ action: lockdown }] }',
  );
  expect([outcome(result), asked(result).length]).toEqual(["finished", 3]);
});

it("keeps the first and the last hundred steps of a long story", async () => {
  const result = await run(
    '{ action: repeat, count: 250, actions: [{ action: speak, text: "x" }] }, { action: snapshot, camera: garden }',
  );
  const paths = result.traces[0]?.steps.map(({ path, detail }) => `${path} ${detail}`) ?? [];
  expect(paths).toHaveLength(200);
  expect([paths[0], paths[99], paths[100], paths.at(-1)]).toEqual([
    "triggers/0 a message on go",
    "actions/0/actions/0 e1/one/99",
    "actions/0/actions/0 e1/one/153",
    "actions/1 e1/one/251",
  ]);
});
