import { describe, expect, it } from "vitest";
import type { EventDraft, GatehouseEvent } from "../../../src/events/catalogue.ts";
import { stampEvent } from "../../../src/events/stamp.ts";
import { runRuleTest, TEST_RUN, type RuleTest, type RuleTestResult } from "../../../src/rules/rule-test.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { fields, NOON } from "../../fakes/rule-bench.ts";

let made = 0;
const at = (seconds: number, name: EventDraft["name"], body: object): GatehouseEvent => {
  made += 1;
  const draft = { name, source: "test", at: NOON + seconds * 1000, t: seconds * 1000, ...body } as EventDraft;
  return stampEvent(draft, { id: `e${made}`, seq: made, ...TEST_RUN });
};
const go = (seconds: number, topic = "go"): GatehouseEvent =>
  at(seconds, "message.received", fields.message(topic, ""));
const answer = (seconds: number, request = ""): GatehouseEvent =>
  at(seconds, "voice.answered", {
    ...{ microphone: "hall", request, answer: "yes", sentence: "yes", llr: 0, why: "said" },
  });

const RULES = `rules:
  - id: light
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: device, turn_on: lamp }, { wait: 2m }, { action: device, turn_off: lamp }]
  - id: greet
    mode: parallel
    triggers: [{ trigger: mqtt, topic: ask }]
    actions:
      - { wait: 1s }
      - { action: ask, question: "Sentry mode?", microphone: hall, then: [{ action: mode, set: sentry }] }
  - { id: on-sentry, triggers: [{ trigger: mode, to: sentry }], actions: [{ action: speak, text: "{{ mode }}" }] }
  - { id: noon, triggers: [{ trigger: time, at: "12:05" }], actions: [{ action: speak, text: five past }] }
  - { id: stays, triggers: [{ trigger: device, device: lamp, to: "ON", for: 90s }], actions: [{ action: lockdown }] }
`;
const { program } = await houseWith(RULES);

const run = (over: Partial<RuleTest>): RuleTestResult =>
  runRuleTest(program, {
    ...{ mode: "home", devices: {}, beginAt: NOON, events: [], untilMs: null },
    ...{ expect: [], expectNot: [], guardedModes: [], ...over },
  });
const asked = ({ requests }: RuleTestResult): string[] =>
  requests.map(({ action, t }) => `${t / 1000} ${Object.values(action).join(":")}`);

describe("a test of rules", () => {
  it("goes on for as long as something waits", () => {
    const result = run({ events: [go(5)] });
    expect(asked(result)).toEqual(["5 device:lamp:on", "125 device:lamp:off"]);
    expect(result.traces.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(["light finished"]);
  });

  it("goes on for as long as it says, and no longer", () => {
    expect(asked(run({ events: [go(5)], untilMs: 124_999 }))).toEqual(["5 device:lamp:on"]);
    expect(asked(run({ events: [go(5)], untilMs: 125_000 }))).toHaveLength(2);
    expect(asked(run({ events: [at(1, "node.started", { version: "1" })], untilMs: 310_000 }))).toEqual([
      "300 speak:five past",
    ]);
  });

  it("ends with its last event, where nothing waits", () => {
    const result = run({ events: [at(1, "node.started", { version: "1" })] });
    expect(asked(result)).toEqual([]);
    expect(result.events.length).toBeLessThanOrEqual(2);
    expect(run({}).events).toEqual([]);
  });

  it("lives through what lasts, in the state that it begins with", () => {
    const on = at(1, "device.changed", fields.device("lamp", "OFF", "ON"));
    expect(asked(run({ events: [on], devices: { lamp: "OFF" } }))).toEqual(["91 lockdown:true"]);
  });

  it("lets a mode change set off other rules, in its place, unless the guard would have to be asked", () => {
    const events = [go(0, "ask"), answer(5)];
    expect(asked(run({ events: [...events, go(6)] }))).toEqual([
      "1 ask:Sentry mode?:hall:[object Object],[object Object]:8000",
      "5 mode:sentry",
      "5 speak:sentry",
      "6 device:lamp:on",
      "126 device:lamp:off",
    ]);
    expect(asked(run({ events, guardedModes: ["home"], untilMs: 5000 }))).toHaveLength(2);
    expect(asked(run({ events, mode: "sentry", untilMs: 5000 }))).toHaveLength(2);
  });

  it("takes an answer for the question that is open, or for the one that it names", () => {
    const mode = { action: { kind: "mode" } } as const;
    const twice = [go(0, "ask"), go(1, "ask")];
    const [, second] = run({ events: twice, untilMs: 3000 }).requests;
    expect(run({ events: [...twice, answer(4)], expect: [{ ...mode, rule: "greet" }] }).ok).toBe(true);
    const named = run({ events: [...twice, answer(4, second?.id)], untilMs: 5000 });
    expect(named.requests.find(({ action }) => action.kind === "mode")?.id).toMatch(
      `${second?.cause ?? "?"}/greet/2`,
    );
    expect(run({ events: [answer(4)], expectNot: [mode] }).ok).toBe(true);
    expect(run({ events: [...twice, answer(4, "e0/greet/1")], untilMs: 5000, expectNot: [mode] }).ok).toBe(
      true,
    );
  });
});

describe("what a test expects", () => {
  const on = { action: { kind: "device", device: "lamp", command: "on" } } as const;
  const off = { action: { kind: "device", device: "lamp", command: "off" } } as const;
  const results = (over: Partial<RuleTest>): unknown => {
    const { ok, missing, unwanted } = run({ events: [go(5)], ...over });
    return { ok, missing, unwanted: unwanted.map(({ expectation, request }) => [expectation, request.t]) };
  };

  it("is found by every field that is given, and by no other", () => {
    expect(results({ expect: [{ action: { kind: "device" } }, { ...off, rule: "light" }] })).toEqual({
      ...{ ok: true, missing: [], unwanted: [] },
    });
    expect(results({ expect: [on, { ...on, rule: "greet" }, { action: { kind: "mode" } }] })).toEqual({
      ...{ ok: false, missing: [1, 2], unwanted: [] },
    });
    expect(results({ expect: [{ action: { kind: "device", command: undefined } as never }] })).toMatchObject({
      ok: true,
    });
  });

  it("is one request for each expectation", () => {
    expect(results({ expect: [on, on] })).toEqual({ ok: false, missing: [1], unwanted: [] });
  });

  it.each([
    [124_000, true],
    [125_000, true],
    [123_999, false],
    [125_001, false],
  ])("may come within a second after its time: %d ms", (ms, ok) => {
    expect(results({ expect: [{ ...off, at: ms }] })).toMatchObject({ ok });
  });

  it("must not be there where it is not wanted", () => {
    expect(results({ expectNot: [{ action: { kind: "mode" } }, { action: { kind: "device" } }] })).toEqual({
      ...{ ok: false, missing: [] },
      unwanted: [
        [1, 5000],
        [1, 125_000],
      ],
    });
    expect(
      results({
        expectNot: [
          { ...off, at: 5000 },
          { ...on, rule: "greet" },
        ],
      }),
    ).toMatchObject({ ok: true });
  });
});

it("gives up after 25 hours of something that waits for ever", async () => {
  const { program: loop } = await houseWith(`rules:
  - id: blink
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ action: repeat, max: 1000, while: ["true"], actions: [{ wait: 1h }, { action: speak, text: x }] }]
`);
  const nothing = { expect: [], expectNot: [], guardedModes: [], untilMs: null } as const;
  const result = runRuleTest(loop, { mode: "home", devices: {}, beginAt: NOON, events: [go(0)], ...nothing });
  expect(result.requests).toHaveLength(25);
});
