import { describe, expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const act = "actions: [{ action: snapshot, camera: garden }]";
const heads = async (rules: string, config = HOUSE): Promise<string[]> =>
  (await problemsOf({ config, rules: `rules:\n${rules}` })).map((problem) =>
    headOf(problem).replace(/^.*?:/, ""),
  );
const rule = (id: string, rest: string): string => `  - { id: ${id}, ${rest} }\n`;

describe("a trigger that never fires", () => {
  it.each([
    [
      "{ trigger: timer, timer: lampoff }",
      '2:50: warning: this never fires: no rule starts the timer lampoff; did you mean "lamp_off"?',
    ],
    [
      "{ trigger: mode, from: home, to: home }",
      "2:58: warning: this never fires: a mode does not change to itself",
    ],
    [
      '{ trigger: device, device: lamp, to: "ON" }',
      "2:52: warning: this never fires: lamp has no `state`, so nobody hears of it",
    ],
    [
      "{ trigger: sound, label: impact }",
      "2:36: warning: this never fires: no such microphone has `sounds: true`",
    ],
    [
      "{ trigger: device, device: front_lock, to: unlocked }",
      '2:68: warning: front_lock is never "unlocked"; it is LOCKED, UNLOCKED, LOCKING, UNLOCKING, JAMMED, or unknown; did you mean "UNLOCKED"?',
    ],
  ])("is found: %s", async (trigger, head) => {
    const timer = rule(
      "t",
      "triggers: [{ trigger: start }], actions: [{ action: timer, start: lamp_off, for: 5s }]",
    );
    const listener = rule("u", `triggers: [{ trigger: timer, timer: lamp_off }], ${act}`);
    expect(await heads(rule("r", `triggers: [${trigger}], ${act}`) + timer + listener)).toEqual([head]);
  });

  it("because a condition wants another mode is found, in both forms", async () => {
    const of = (condition: string): string =>
      rule("r", `triggers: [{ trigger: mode, to: sentry }], conditions: [${condition}], ${act}`);
    const found = ["2:46: warning: this never fires: the mode is sentry then, and a condition wants home"];
    expect(await heads(of("{ condition: mode, is: home }"))).toEqual(found);
    expect(await heads(of("'mode == \"home\"'"))).toEqual(found);
    expect(await heads(of("'mode == \"sentry\"'"))).toEqual([]);
    expect(await heads(of("'mode == \"home\" || true'"))).toEqual([]);
  });

  it("is left alone in a rule that is switched off", async () => {
    expect(
      await heads(rule("r", `enabled: false, triggers: [{ trigger: timer, timer: x }], ${act}`)),
    ).toEqual([]);
  });
});

describe("a wait in a rule that does not say its mode", () => {
  const waits = (mode: string, wait = "2m", trigger = "person"): string =>
    rule(
      "r",
      `${mode}triggers: [{ trigger: ${trigger} }], actions: [{ wait: ${wait} }, { action: snapshot, camera: garden }]`,
    );

  it("is warned of, unless it is short, or nothing comes meanwhile", async () => {
    expect(await heads(waits(""))).toEqual([
      expect.stringContaining("warning: while this waits the rule does not start again"),
    ]);
    expect(await heads(waits("mode: single, "))).toEqual([]);
    expect(await heads(waits("", "9s"))).toEqual([]);
    expect(await heads(waits("", "2m", "start"))).toEqual([]);
  });

  it("is found inside of other actions too", async () => {
    const nested =
      "actions: [{ if: ['true'], then: [{ action: repeat, count: 2, actions: [{ wait: 1m }] }] }]";
    expect(await heads(rule("r", `triggers: [{ trigger: person }], ${nested}`))).toEqual([
      expect.stringContaining("2:118: warning: while this waits"),
    ]);
  });
});

describe("two rules that fight", () => {
  const on = (id: string, action: string, more = ""): string =>
    rule(id, `triggers: [{ trigger: person, camera: garden }], ${more}actions: [${action}]`);

  it("over a device or the mode are found", async () => {
    expect(
      await heads(
        on("a", "{ action: device, turn_on: lamp }") + on("b", "{ action: device, turn_off: lamp }"),
      ),
    ).toEqual([
      "3:73: warning: this rule and a fight over lamp: the same triggers it in both, under the same conditions, and they want the opposite",
    ]);
    expect(
      await heads(on("a", "{ action: mode, set: away }") + on("b", "{ action: mode, set: home }")),
    ).toHaveLength(1);
  });

  it("are left alone where conditions differ, or where one waits first", async () => {
    const [lit, dark] = ["{ action: device, turn_on: lamp }", "{ action: device, turn_off: lamp }"];
    expect(await heads(on("a", lit) + on("b", dark, "conditions: ['mode == \"home\"'], "))).toEqual([]);
    expect(await heads(on("a", lit) + on("b", `{ wait: 5s }, ${dark}`))).toEqual([]);
  });
});

it("modes that are not declared are found in expressions", async () => {
  const of = (condition: string): string =>
    rule("r", `triggers: [{ trigger: person }], conditions: ['${condition}'], ${act}`);
  expect(await heads(of('mode in ["home", "sentri"]'))).toEqual([
    '2:79: there is no mode "sentri" (declared: home, away, sentry, night); did you mean "sentry"?',
  ]);
  expect(await heads(of('mode != "nite" && devices.front_lock == "UNLOCKED"'))).toHaveLength(1);
  expect(await heads(of("trigger.event == mode"))).toEqual([]);
});
