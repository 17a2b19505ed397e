import { describe, expect, it } from "vitest";
import { check, headOf, problemsOf } from "../../fakes/checked-house.ts";

const LIGHT = `blueprint:
  name: Light for visitors
  input:
    camera: { type: camera, description: Where visitors are seen }
    lamps: { type: device, multiple: true }
    stays: { type: duration, default: 2m, min: 1s, max: 1h }
    message: { type: text, default: "{{ trigger.camera }}" }
    more: { type: actions, default: [] }
triggers: [{ trigger: person, camera: !input camera }]
mode: restart
actions:
  - { action: device, turn_on: lamp }
  - { action: notify, message: "Light at {{ input.camera }}, {{ size(input.lamps) }} of them, says {{ input.message }}" }
  - wait: !input stays
  - { if: ["true"], then: !input more }
`;

const houseOf = (rules: string, blueprint = LIGHT) => ({
  rules: { "rules.yaml": rules, "blueprints/light.yaml": blueprint },
});
const using = (input: string, more = ""): string =>
  `rules:\n  - id: porch\n    use_blueprint: { path: light.yaml, input: ${input} }\n${more}`;
const heads = async (...given: Parameters<typeof houseOf>): Promise<string[]> =>
  (await problemsOf(houseOf(...given))).map(headOf);

describe("a rule that is made from a blueprint", () => {
  it("is the blueprint with the values in their places", async () => {
    const result = await check(houseOf(using("{ camera: garden, lamps: lamp, stays: 30s }")));
    const source = result.ok ? result.program.rules.get("porch")?.source : undefined;
    expect(source).toMatchObject({
      id: "porch",
      mode: "restart",
      triggers: [{ trigger: "person", camera: ["garden"] }],
      actions: [{ action: "device" }, { action: "notify" }, { action: "wait", for: 30_000 }, { then: [] }],
      origin: {
        blueprint: "light",
        input: { camera: "garden", lamps: ["lamp"], stays: "30s", message: "{{ trigger.camera }}" },
      },
    });
  });

  it("may say itself how it runs, and takes whole parts", async () => {
    const more = "{ camera: garden, lamps: [lamp], more: [{ action: snapshot, camera: garden }] }";
    const result = await check(houseOf(using(more, "    mode: queued\n    cooldown: 1m\n")));
    const source = result.ok ? result.program.rules.get("porch")?.source : undefined;
    expect(source).toMatchObject({ mode: "queued", cooldown: 60_000 });
    expect(source?.actions.at(-1)).toMatchObject({ then: [{ action: "snapshot", camera: "garden" }] });
  });

  it("is another version of the rule when the blueprint is edited, and the same when only its words are", async () => {
    const fingerprint = async (blueprint: string): Promise<string | undefined> => {
      const result = await check(houseOf(using("{ camera: garden, lamps: lamp }"), blueprint));
      return result.ok ? result.program.rules.get("porch")?.fingerprint : undefined;
    };
    const before = await fingerprint(LIGHT);
    expect(before).toBeDefined();
    expect(await fingerprint(LIGHT.replace("default: 2m", "default: 3m"))).not.toBe(before);
    expect(await fingerprint(LIGHT.replace("name: Light for visitors", "name: Light"))).toBe(before);
  });
});

describe("a value", () => {
  it("cannot break out of its place", async () => {
    const evil = `"garden }, { trigger: start"`;
    expect(await heads(using(`{ camera: ${evil}, lamps: lamp }`))).toEqual([
      expect.stringContaining('rules/rules.yaml:3:57: there is no camera "garden }, { trigger: start"'),
    ]);
    const text = `"}} {{ 1 / 0 }} \\"'"`;
    const result = await check(houseOf(using(`{ camera: garden, lamps: lamp, message: ${text} }`)));
    const source = result.ok ? result.program.rules.get("porch")?.source : undefined;
    expect(source?.origin?.input.message).toBe(`}} {{ 1 / 0 }} "'`);
  });

  it.each([
    [
      "{ camera: gardn, lamps: lamp }",
      'there is no camera "gardn" (declared: front_door, garden); did you mean "garden"?',
      "3:57",
      "4:5",
    ],
    ["{ camera: [garden], lamps: lamp }", "found a list, expected the name of a camera", "3:57", "4:5"],
    [
      "{ camera: garden, lamps: [lamp, lmp] }",
      'there is no device "lmp" (declared: front_lock, lamp); did you mean "lamp"?',
      "3:79",
      "5:5",
    ],
    [
      "{ camera: garden, lamps: lamp, stays: 2 }",
      "found 2, expected a duration of at least 1s, and of at most 1h with its unit, such as 10s or 2m",
      "3:85",
      "6:5",
    ],
    [
      "{ camera: garden, lamps: lamp, stays: 2h }",
      "found 2h, expected a duration of at least 1s, and of at most 1h with its unit, such as 10s or 2m",
      "3:85",
      "6:5",
    ],
    ["{ camera: garden }", 'the input "lamps" is missing; expected a device', "3:40", "5:5"],
    [
      "{ camera: garden, lamps: lamp, more: speak }",
      "found speak, expected a list of actions",
      "3:84",
      "8:5",
    ],
  ])("is refused at its place: %s", async (input, message, at, declared) => {
    expect(await heads(using(input))).toEqual([
      `rules/rules.yaml:${at}: ${message} (blueprint rules/blueprints/light.yaml:${declared})`,
    ]);
  });

  it("is told with both places when it does not fit where it comes to stand", async () => {
    const given = "{ camera: garden, lamps: lamp, more: [{ action: snapshot, camera: gardn }] }";
    expect(await problemsOf(houseOf(using(given)))).toEqual([
      [
        'rules/rules.yaml:3:113: there is no camera "gardn" (declared: front_door, garden); did you mean "garden"? ' +
          "(blueprint rules/blueprints/light.yaml:15:34)",
        `    3 |     use_blueprint: { path: light.yaml, input: ${given} }`,
        `      | ${" ".repeat(112)}^~~~~`,
        '   15 |   - { if: ["true"], then: !input more }',
        `      | ${" ".repeat(33)}^~~~`,
      ].join("\n"),
    ]);
    expect(await heads(using("{ camera: garden, lamps: lamp, more: [{ action: spek }] }"))).toEqual([
      expect.stringMatching(
        /^rules\/rules.yaml:3:95: found spek, expected .* "speak"\? \(blueprint rules\/blueprints\/light.yaml:15:34\)$/,
      ),
    ]);
  });
});

describe("what is wrong", () => {
  it.each([
    [
      "{ camera: garden, lamps: lamp, stay: 1m }",
      'rules/rules.yaml:3:78: the blueprint light has no input "stay" (it has: camera, lamps, stays, message, more); did you mean "stays"?',
    ],
  ])("with the names of inputs is told: %s", async (input, expected) => {
    expect(await heads(using(input))).toEqual([expected]);
  });

  it("with the name of a blueprint is told", async () => {
    expect(await heads("rules:\n  - { id: porch, use_blueprint: { path: ligth } }\n")).toEqual([
      'rules/rules.yaml:2:41: there is no blueprint "ligth" (there are: light); did you mean "light"?',
    ]);
    expect(await heads("rules:\n  - { id: porch, use_blueprint: { path: light }, triggers: [] }\n")).toEqual([
      'rules/rules.yaml:2:50: there is no key "triggers" here; expected one of: alias, enabled, mode, max, cooldown, on_edit',
    ]);
  });

  it("in the parts of a blueprint is told where it is used, and where it stands", async () => {
    const rules = using("{ camera: garden, lamps: lamp }");
    expect(await heads(rules, LIGHT.replace("turn_on: lamp", "turn_on: lmp"))).toEqual([
      'rules/rules.yaml:3:28: there is no device "lmp" (declared: front_lock, lamp); did you mean "lamp"? (blueprint rules/blueprints/light.yaml:12:32)',
    ]);
    expect(await heads(rules, LIGHT.replace("input.message", "input.message + input.mesage"))).toEqual([
      expect.stringMatching(
        /^rules\/rules.yaml:3:28: .*mesage.*did you mean "message"\? \(blueprint rules\/blueprints\/light.yaml:13:125\)$/,
      ),
    ]);
  });

  it("in the blueprint whatever is said for its inputs is told there, used or not", async () => {
    const misspelt = LIGHT.replace("mode: restart", "mod: restart");
    const there = 'rules/blueprints/light.yaml:10:1: there is no key "mod" here; expected one of: ';
    expect(await heads("rules: []\n", misspelt)).toEqual([expect.stringContaining(there)]);
    expect(await heads(using("{ camera: garden, lamps: lamp }"), misspelt)).toEqual([
      expect.stringContaining(there),
      expect.stringMatching(
        /^rules\/rules.yaml:3:28: this blueprint has an error: .*\(blueprint rules\/blueprints\/light.yaml:10:1\)$/,
      ),
    ]);
  });

  it.each([
    [
      "an input that is not declared",
      ["!input camera", "!input camra"],
      '9:46: there is no input "camra" (declared: camera, lamps, stays, message, more); did you mean "camera"?',
    ],
    [
      "an input that nothing uses",
      ["!input more", "[]"],
      "8:5: warning: nothing uses this input: neither !input more nor an expression with input.more",
    ],
    [
      "a default of another type",
      ["default: 2m", "default: 2 weeks"],
      "6:39: found 2 weeks, expected a duration of at least 1s, and of at most 1h with its unit, such as 10s or 2m",
    ],
    [
      "a type that there is not",
      ["type: duration", "type: duratoin"],
      '6:20: found duratoin, expected one of: camera, zone, microphone, device, mode, group, person, notifier, text, number, boolean, duration, time, triggers, conditions, actions; did you mean "duration"?',
    ],
    ["an id", ["mode: restart", "id: porch"], '10:1: "id" belongs to the rule that uses the blueprint'],
    [
      "a secret",
      ["turn_on: lamp", "turn_on: !env lamp"],
      "12:32: Unresolved tag: !env; a blueprint has !input NAME alone",
    ],
    [
      "an input in its heading",
      ["name: Light for visitors", "name: !input more"],
      "2:16: !input stands for parts of the rule, not for parts of blueprint:",
    ],
    [
      "no heading",
      ["blueprint:", "blueprnt:"],
      '1:1: a blueprint begins with "blueprint:", which says its name and its inputs',
    ],
  ])("in a blueprint is told: %s", async (_, [before = "", after = ""], expected) => {
    expect(await heads("rules: []\n", LIGHT.replace(before, after))).toEqual([
      `rules/blueprints/light.yaml:${expected}`,
    ]);
  });

  it("with !input in a rule file is told", async () => {
    const rules =
      "rules:\n  - { id: a, triggers: [{ trigger: start }], actions: [{ action: speak, text: !input x }] }\n";
    expect((await heads(rules))[0]).toBe(
      "rules/rules.yaml:2:79: Unresolved tag: !input; the tags are !env NAME and !file PATH (and !input NAME in blueprints)",
    );
  });
});

it("leaves a key out whose input is null", async () => {
  const blueprint = `blueprint:
  name: Tell
  input:
    notifier: { type: notifier, default: null }
triggers: [{ trigger: start }]
conditions: ['input.notifier == ""']
actions: [{ action: notify, message: hello, notifier: !input notifier }]
`;
  const rules = "rules:\n  - { id: tell, use_blueprint: { path: light } }\n";
  const result = await check(houseOf(rules, blueprint));
  const [action] = (result.ok ? result.program.rules.get("tell")?.source.actions : undefined) ?? [];
  expect(action).toEqual({ action: "notify", message: "hello" });
});
