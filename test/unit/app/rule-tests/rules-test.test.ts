import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { testRules } from "../../../../src/app/rule-tests/command.ts";
import { TextSink } from "../../../fakes/command-context.ts";
import { eventually } from "../../../fakes/eventually.ts";
import { testStand } from "./test-stand.ts";

const RULES = `rules:
  - id: light
    triggers: [{ trigger: person, camera: front_door, zone: porch }]
    conditions: ['mode == "home"']
    actions: [{ action: device, turn_on: lamp }, { wait: 2m }, { action: device, turn_off: lamp }]
  - id: greet
    triggers: [{ trigger: voice, sentences: ["hello [there]"], said_by: { group: family } }]
    actions: [{ action: ask, question: "Sentry mode?", then: [{ action: mode, set: sentry }] }]
  - { id: sentry-light, triggers: [{ trigger: mode, to: sentry }], actions: [{ action: device, turn_on: lamp }] }
`;

const test = (body: string): string => `tests:\n  - test: it does\n    ${body.split("\n").join("\n    ")}\n`;

async function failing(body: string): Promise<string> {
  const stand = testStand(RULES, test(body));
  await expect(stand.run()).rejects.toMatchObject({ code: "RULES_TEST_FAILED", kind: "refused" });
  return stand.out.text;
}

describe("gatehouse rules test", () => {
  it("passes the tests that come with the examples", async () => {
    const out = new TextSink();
    const context = { configPath: () => Promise.resolve(resolve("gatehouse.example.yaml")), out, err: out };
    await testRules([], { json: true }, { ...context, signal: new AbortController().signal });
    expect(out.json().at(-1)).toMatchObject({ ok: true, failed: 0, problems: 0 });
  });

  it("tests rules that stand beside the tests in their file, in place of the house's", async () => {
    const own = `rules:
  - { id: own, triggers: [{ trigger: person }], actions: [{ action: speak, text: Hello. }] }
${test(`events: [{ event: person.appeared, zones: [porch] }]
expect: [{ action: speak, rule: own }]
expect_not: [{ action: device, turn_on: lamp }]`)}`;
    const { run, out } = testStand(RULES, own);
    await run();
    expect(out.text).toContain("1 of 1 tests passed");
    const wrong = testStand(RULES, own.replace("text: Hello.", "txt: Hello."));
    await expect(wrong.run()).rejects.toMatchObject({ code: "RULES_TEST_FAILED" });
    expect(wrong.out.text).toMatch(/a\.test\.yaml:2:\d+: there is no key "txt" here/);
  });

  it("lives through waits in no time", async () => {
    const { run, out } = testStand(
      RULES,
      test(`events: [{ event: person.appeared, zones: [porch] }]
expect: [{ action: device, turn_on: lamp }, { at: 2m, action: device, turn_off: lamp }]`),
    );
    await run();
    expect(out.text).toContain("1 of 1 tests passed");
  });

  it("hears what is said by the rules' own sentences, answers questions, and lets a mode change set off other rules", async () => {
    const { run } = testStand(
      RULES,
      test(`events:
  - { say: hello there, people: [anna], group: family }
  - { at: 3s, event: voice.answered, answer: "yes" }
expect: [{ action: ask }, { at: 3s, action: mode, set: sentry }, { rule: sentry-light, action: device, turn_on: lamp }]`),
    );
    await run();
  });

  it("says which condition was false for what is missing", async () => {
    const text = await failing(`mode: away
events: [{ event: person.appeared, zones: [porch] }]
expect: [{ rule: light, action: device, turn_on: lamp }]`);
    expect(text).toContain(
      'light was triggered: condition-false: condition 1 false: mode == "home" (mode = "away")',
    );
    expect(text).toMatch(/rules\/a\.test\.yaml:2$/m);
  });

  it("says what a trigger expected instead", async () => {
    const text = await failing(`events: [{ event: person.appeared, camera: garden, zones: [porch] }]
expect: [{ rule: light, action: device, turn_on: lamp }]`);
    expect(text).toContain("trigger 1: camera was garden, expected front_door");
  });

  it("shows what was asked for and should not be", async () => {
    const text = await failing(`events: [{ event: person.appeared, zones: [porch] }]
expect_not: [{ action: device, turn_off: lamp }]`);
    expect(text).toMatch(/\+ asked for, and not to be: +2 min {2}off lamp by light/);
  });

  it.each([
    [
      "events: [{ event: person.apeared }]\nexpect: [{ action: notify }]",
      'there is no event "person.apeared"; did you mean "person.appeared"?',
    ],
    [
      "events: [{ event: person.appeared, colour: red }]\nexpect: [{ action: notify }]",
      "person.appeared has no such field",
    ],
    ["events: [{ event: face.recognized }]\nexpect: [{ action: notify }]", "face.recognized needs person"],
    [
      "events: [{ say: open sesame }]\nexpect: [{ action: notify }]",
      'no rule has a sentence that "open sesame" would be',
    ],
    [
      "events: [{ event: node.started }]\nexpect: [{ action: notify, rule: lihgt }]",
      'there is no rule "lihgt"',
    ],
    [
      "events: [{ at: 2s, event: node.started }, { at: 1s, event: node.started }]\nexpect: [{ action: notify }]",
      "in the order of time",
    ],
    ["events: [{ event: node.started }]", "expects nothing"],
  ])("points at what cannot be a test: %s", async (body, message) => {
    expect(await failing(body)).toMatch(
      new RegExp(`a\\.test\\.yaml:\\d+:\\d+: .*${message.replaceAll(/[?.]/g, "\\$&")}`),
    );
  });

  it("runs them again when a file is saved", async () => {
    const { run, out, stop, testFile } = testStand(
      RULES,
      test("events: [{ event: node.started }]\nexpect: [{ action: notify }]"),
    );
    const watching = run({ watch: true });
    await eventually(() => out.text.includes("0 of 1 tests passed"));
    writeFileSync(testFile, test("events: [{ event: node.started }]\nexpect_not: [{ action: notify }]"));
    await eventually(() => out.text.includes("1 of 1 tests passed"), { withinMs: 15_000 });
    stop.abort();
    await watching;
  });
});
