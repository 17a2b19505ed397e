import { describe, expect, it } from "vitest";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { compile, type SentenceCheck } from "../../../src/rules/compile.ts";
import { eventsOf } from "../../../src/rules/listens.ts";
import type { ActionSource, RuleSource, TriggerSource } from "../../../src/rules/source.ts";
import { listenedNodes, listenedTopics, voiceIntents } from "../../../src/rules/voice.ts";
import { everyAction } from "../../../src/rules/within.ts";

const world = {
  ...{
    modes: ["home", "away"],
    devices: ["lamp"],
    cameras: ["garden"],
    microphones: ["hall"],
    timeZone: "UTC",
  },
};
const language = new CelLanguage();
const say: ActionSource = { action: "speak", text: "x" };
const rule = (id: string, over: Partial<RuleSource> = {}): RuleSource => ({
  ...{
    id,
    enabled: true,
    triggers: [{ trigger: "start" }],
    conditions: [],
    actions: [say],
    mode: "single",
    max: 10,
  },
  ...over,
});
const mqtt = (topic: string): TriggerSource => ({ trigger: "mqtt", topic });
const voice = (...sentences: string[]): TriggerSource & { trigger: "voice" } => ({
  ...{ trigger: "voice", sentences, slots: {} },
});
const waitFor = (...triggers: TriggerSource[]): ActionSource => ({
  ...{ action: "wait_for", triggers, timeout: 1, continue_on_timeout: true },
});

describe("a program", () => {
  it("has the rules that are enabled and without a mistake, in their order", () => {
    const bad = rule("bad", {
      conditions: ["mood == 1", "true"],
      actions: [{ action: "speak", text: "{{ x }}" }],
    });
    const { program, problems } = compile(
      [rule("one"), bad, rule("off", { enabled: false }), rule("two")],
      world,
      { language },
    );
    expect([...program.rules.keys()]).toEqual(["one", "two"]);
    expect(problems.map(({ rule: index, path }) => [index, path])).toEqual([
      [1, ["conditions", 0]],
      [1, ["actions", 0, "text"]],
    ]);
    expect(program.rules.get("one")).toMatchObject({
      id: "one",
      mode: "single",
      max: 10,
      source: rule("one"),
    });
  });

  it("knows a rule from its changed self, whatever has changed", () => {
    const print = (source: RuleSource): string =>
      compile([source], world, { language }).program.rules.get("one")?.fingerprint ?? "";
    const same = print(rule("one"));
    expect(print(rule("one"))).toBe(same);
    const others = [rule("one", { alias: "One" }), rule("one", { max: 9 }), rule("one", { actions: [] })].map(
      print,
    );
    expect(new Set([same, ...others]).size).toBe(4);
    expect(same).toMatch(/^[0-9a-z]{8,13}$/);
  });

  it("listens to what triggers rules and to what they wait for", () => {
    const deep: ActionSource = { action: "if", if: ["true"], then: [waitFor({ trigger: "mode" })], else: [] };
    const { program } = compile(
      [rule("one", { triggers: [mqtt("a"), { trigger: "timer", timer: "t" }], actions: [deep] })],
      world,
      { language },
    );
    expect([...program.listensTo]).toEqual(["message.received", "mode.changed"]);
  });

  it("knows which triggers a timer fires", () => {
    const tea: TriggerSource = { trigger: "timer", timer: "tea" };
    const { program } = compile(
      [
        rule("one", { triggers: [mqtt("a"), tea] }),
        rule("two", { triggers: [{ ...tea, timer: "egg" }, tea] }),
      ],
      world,
      { language },
    );
    const fired = (timer: string) =>
      program.onTimer(timer).map(({ rule: { id }, index }) => `${id} ${index}`);
    expect([fired("tea"), fired("egg"), fired("x")]).toEqual([["one 1", "two 1"], ["two 0"], []]);
  });

  it("lets variables be used before they are set, whose values may be worked out from each other", () => {
    const actions: ActionSource[] = [
      { action: "set", variables: { sum: "{{ vars.begin + vars.more }}" } },
      { action: "if", if: ["vars.sum > 1"], then: [{ action: "set", variables: { more: 1 } }], else: [] },
    ];
    const { program, problems } = compile([rule("one", { variables: { begin: 2 }, actions })], world, {
      language,
    });
    expect(problems).toEqual([]);
    expect(program.rules.get("one")?.names.vars).toEqual({ begin: "int", more: "int", sum: "int" });
    expect(program.rules.get("one")?.variables).toEqual([
      { name: "begin", path: "variables/begin", type: "int", value: { fixed: 2 } },
    ]);
  });

  it("takes up an older version of a rule that fits the house, once", () => {
    const { program } = compile([rule("one")], world, { language });
    const older = rule("one", { max: 3 });
    const revived = program.revive(older, "f1");
    expect(revived).toMatchObject({ id: "one", max: 3 });
    expect(program.revive(older, "f1")).toBe(revived);
    expect(program.revive(rule("one", { conditions: ["devices.gone == 'ON'"] }), "f2")).toBeNull();
    expect(program.revive({} as RuleSource, "f3")).toBeNull();
    expect(program.revive(older, "f3")).toBeNull();
  });
});

describe("the sentences of a rule", () => {
  const check: SentenceCheck = (sentence, slots) =>
    sentence === "bad" ? { ok: false, message: `no: ${Object.keys(slots).join()}`, offset: 2 } : { ok: true };
  const spoken = rule("one", {
    triggers: [mqtt("a"), { ...voice("good", "bad"), slots: { room: ["attic"] } }],
  });

  it("are checked with their slots, where somebody can", () => {
    expect(compile([rule("x"), spoken], world, { language, checkSentence: check }).problems).toEqual([
      {
        ...{ rule: 1, path: ["triggers", 1, "sentences", 1], message: "no: room" },
        within: { offset: 2, length: 1 },
      },
    ]);
    expect(compile([spoken], world, { language }).problems).toEqual([]);
  });
});

describe("the events that can fire a trigger", () => {
  const face = { trigger: "face", unknown: false, spoofed: false } as const;
  const person = { trigger: "person", left: false } as const;

  it.each<[TriggerSource, string[]]>([
    [voice("x"), ["voice.commanded"]],
    [{ trigger: "wake" }, ["voice.woken"]],
    [{ trigger: "sound" }, ["sound.detected"]],
    [face, ["face.recognized"]],
    [{ ...face, unknown: true }, ["face.unknown"]],
    [{ ...face, spoofed: true }, ["face.spoofed"]],
    [person, ["person.appeared"]],
    [{ ...person, left: true }, ["person.left"]],
    [{ ...person, moving: ["leaving"], zone: ["porch"] }, ["person.moved"]],
    [
      { ...person, zone: ["porch"] },
      ["person.appeared", "person.moved", "face.recognized", "face.unknown", "face.spoofed"],
    ],
    [{ trigger: "mode" }, ["mode.changed"]],
    [{ trigger: "device", device: "lamp" }, ["device.changed"]],
    [{ trigger: "webhook", hook: ["x"] }, ["webhook.called"]],
    [{ trigger: "node", event: ["x"] }, ["node.heard"]],
    [{ trigger: "power" }, ["power.changed"]],
    [mqtt("x"), ["message.received"]],
    [{ trigger: "time", at: "12:00" }, ["clock.ticked"]],
    [{ trigger: "sun", at: "sunset" }, ["clock.ticked"]],
    [{ trigger: "timer", timer: "x" }, []],
    [{ trigger: "sensor", lost: true }, ["sensor.lost"]],
    [{ trigger: "sensor", lost: false }, ["sensor.recovered"]],
    [{ trigger: "start" }, ["node.started"]],
  ])("%j", (trigger, names) => {
    expect(eventsOf(trigger)).toEqual(names);
  });
});

describe("all actions of a rule", () => {
  it("are found with their paths, those in others behind the one that they are in", () => {
    const set = (n: number): ActionSource => ({ action: "set", variables: { n } });
    const actions: ActionSource[] = [
      { action: "if", if: ["true"], then: [set(1)], else: [set(2)] },
      {
        action: "choose",
        options: [
          { conditions: [], then: [] },
          { conditions: [], then: [set(3)] },
        ],
        else: [set(4)],
      },
      {
        action: "repeat",
        count: 2,
        max: 2,
        actions: [{ action: "parallel", branches: [[set(5)], [set(6)]] }],
      },
      {
        ...{ action: "ask", question: "q", microphone: "hall", timeout: 1, answers: [] },
        ...{ then: [set(7)], else: [set(8)] },
      },
      say,
    ];
    const found = everyAction(actions).map(({ action, path }) => `${path.join("/")} ${action.action}`);
    expect(found).toEqual([
      ...["actions/0 if", "actions/0/then/0 set", "actions/0/else/0 set", "actions/1 choose"],
      ...["actions/1/options/1/then/0 set", "actions/1/else/0 set", "actions/2 repeat"],
      ...["actions/2/actions/0 parallel", "actions/2/actions/0/branches/0/0 set"],
      ...["actions/2/actions/0/branches/1/0 set", "actions/3 ask", "actions/3/then/0 set"],
      ...["actions/3/else/0 set", "actions/4 speak"],
    ]);
  });
});

describe("what rules listen to outside", () => {
  const off = rule("off", { enabled: false, triggers: [mqtt("off"), { trigger: "node", event: ["off"] }] });

  it("is each topic once, those that are waited for too, of rules that are enabled", () => {
    const rules = [rule("one", { triggers: [mqtt("a"), mqtt("b")] }), rule("two", { triggers: [mqtt("a")] })];
    const waits = rule("three", { actions: [waitFor(mqtt("c"), { trigger: "start" })] });
    expect(listenedTopics([...rules, waits, off])).toEqual(["a", "b", "c"]);
  });

  it("is each event of each node, or of any", () => {
    const some: TriggerSource = {
      trigger: "node",
      event: ["face.unknown", "mode.changed"],
      node: ["back", "side"],
    };
    const any: TriggerSource = { trigger: "node", event: ["broker.lost"] };
    expect(
      listenedNodes([rule("one", { triggers: [some, mqtt("x")], actions: [waitFor(any)] }), off]),
    ).toEqual([
      { node: "back", event: "face.unknown" },
      { node: "back", event: "mode.changed" },
      { node: "side", event: "face.unknown" },
      { node: "side", event: "mode.changed" },
      { node: null, event: "broker.lost" },
    ]);
  });
});

describe("what microphones listen for", () => {
  const heard = (over: Partial<RuleSource>, guardedModes: string[] = []) =>
    voiceIntents([rule("one", { triggers: [voice("go")], ...over })], { guardedModes });

  it("is the sentences of all triggers of a rule, with all slots, as surely as the strictest wants", () => {
    const triggers = [
      { ...voice("a", "b"), slots: { room: ["attic"] }, accept: 0.6 },
      { ...voice("c"), slots: { lamp: ["red"] }, accept: 0.8 },
      voice("d"),
    ];
    expect(heard({ triggers })).toEqual([
      {
        ...{ intent: "one", sentences: ["a", "b", "c", "d"], accept: 0.8, guarded: false },
        slots: { room: ["attic"], lamp: ["red"] },
      },
    ]);
    expect(heard({})[0]).not.toHaveProperty("accept");
  });

  it("is nothing of a rule that is off, or that nobody can speak to", () => {
    expect([heard({ enabled: false }), heard({ triggers: [mqtt("x")] })]).toEqual([[], []]);
  });

  const device = (command: string): ActionSource => ({ action: "device", device: "door", command });
  const mode = (set: string): ActionSource => ({ action: "mode", set });

  it.each<[string, ActionSource[], string[], boolean]>([
    ["unlocks", [device("unlock")], [], true],
    ["opens", [say, device("open")], [], true],
    ["locks", [device("lock")], [], false],
    [
      "unlocks somewhere within",
      [{ action: "if", if: ["true"], then: [device("unlock")], else: [] }],
      [],
      true,
    ],
    ["goes to a mode that is not guarded", [mode("home")], ["away"], true],
    ["goes to a guarded one", [mode("away")], ["away"], false],
    ["goes to a mode that only the run knows", [mode("{{ vars.mode }}")], ["away"], true],
    ["goes to a mode, where none is guarded", [mode("home")], [], false],
    ["says something", [say], ["away"], false],
  ])("has to be heard more surely where it lowers the guard: %s", (_, actions, guardedModes, guarded) => {
    expect(heard({ actions }, guardedModes)[0]?.guarded).toBe(guarded);
  });
});
