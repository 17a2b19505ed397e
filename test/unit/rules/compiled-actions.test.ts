import { describe, expect, it } from "vitest";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { compile, type RuleProblem } from "../../../src/rules/compile.ts";
import type { CompiledAction } from "../../../src/rules/program.ts";
import type { ActionSource, RuleSource } from "../../../src/rules/source.ts";

const world = {
  ...{ modes: ["home"], devices: ["lamp"], cameras: ["garden"], microphones: ["hall"], timeZone: "UTC" },
};
const language = new CelLanguage();

function compiled(...actions: ActionSource[]): {
  actions: readonly CompiledAction[];
  problems: RuleProblem[];
} {
  const source: RuleSource = {
    ...{ id: "one", enabled: true, triggers: [{ trigger: "start" }], conditions: [] },
    ...{ actions, mode: "single", max: 10 },
  };
  const { program, problems } = compile([source], world, { language });
  return { actions: program.rules.get("one")?.actions ?? [], problems };
}

/** `path kind: where it goes on`, numbered by place. */
function listed(...sources: ActionSource[]): string[] {
  return compiled(...sources).actions.map((action) => {
    const to = { next: "-", ...action } as unknown as Record<string, unknown>;
    const options = action.kind === "choose" ? action.options.map(({ then }) => then).join(",") : "";
    const branches = action.kind === "parallel" ? action.branches.join(",") : "";
    const others = [to.next, to.otherwise, to.body, options, branches].filter(
      (one) => one !== undefined && one !== "",
    );
    return `${action.path} ${action.kind}: ${others.join(" ")}`;
  });
}

const say = (text: string): ActionSource => ({ action: "speak", text });
const [a, b, c] = [say("a"), say("b"), say("c")] as const;
const when = (then: ActionSource[], otherwise: ActionSource[] = []): ActionSource => ({
  ...{ action: "if", if: ["true"], then, else: otherwise },
});

describe("actions become one list, which says what comes after what", () => {
  it("one after the other, to the end of the list", () => {
    expect(listed(a, b)).toEqual(["actions/0 request: 1", "actions/1 request: 2"]);
    expect(listed()).toEqual([]);
  });

  it("if: then, else, and behind it", () => {
    expect(listed(when([a, b], [c]), c)).toEqual([
      ...["actions/0 choose: - 3 1", "actions/0/then/0 request: 2", "actions/0/then/1 request: 4"],
      ...["actions/0/else/0 request: 4", "actions/1 request: 5"],
    ]);
    expect(listed(when([], []), c)).toEqual(["actions/0 choose: - 1 1", "actions/1 request: 2"]);
    expect(listed(when([], [a]), c)[0]).toBe("actions/0 choose: - 1 2");
  });

  it("choose: its options in their order, else, and behind it", () => {
    const options = [
      { conditions: ["true"], then: [a] },
      { conditions: ["false"], then: [] },
      { conditions: ["true"], then: [b] },
    ];
    expect(listed({ action: "choose", options, else: [c] }, c)).toEqual([
      "actions/0 choose: - 3 1,4,2",
      ...["actions/0/options/0/then/0 request: 4", "actions/0/options/2/then/0 request: 4"],
      ...["actions/0/else/0 request: 4", "actions/1 request: 5"],
    ]);
    const [chosen] = compiled({ action: "choose", options, else: [] }).actions;
    expect(chosen?.kind === "choose" && chosen.options.map(({ conditions }) => conditions.path)).toEqual(
      [0, 1, 2].map((index) => `actions/0/options/${index}/conditions`),
    );
  });

  it("ask: then, else, and behind it", () => {
    const ask = { action: "ask", question: "Well?", microphone: "hall", timeout: 8000, answers: [] } as const;
    expect(listed({ ...ask, then: [a], else: [b] }, c)).toEqual([
      ...[
        "actions/0 ask: 1 2",
        "actions/0/then/0 request: 3",
        "actions/0/else/0 request: 3",
        "actions/1 request: 4",
      ],
    ]);
    expect(listed({ ...ask, then: [], else: [] }, c)[0]).toBe("actions/0 ask: 1 1");
  });

  it("repeat: round again behind its last action, and behind it when it is over", () => {
    const loop = { action: "repeat", count: 2, max: 10, actions: [a, b] } as const;
    expect(listed(loop, c)).toEqual([
      ...["actions/0 repeat: 1", "actions/0 round: 4 2", "actions/0/actions/0 request: 3"],
      ...["actions/0/actions/1 request: 1", "actions/1 request: 5"],
    ]);
    expect(listed({ ...loop, actions: [] }, c)[1]).toBe("actions/0 round: 2 1");
  });

  it("repeat: by a number, while, or until", () => {
    const rounds = (how: object): unknown => {
      const source = { action: "repeat", max: 7, actions: [a], ...how } as ActionSource;
      const action = compiled(source).actions[1];
      return action?.kind === "round" ? { max: action.max, ...action.rounds } : null;
    };
    expect(rounds({ count: 3 })).toEqual({ max: 7, count: { source: "3", parts: ["3"] } });
    expect(rounds({ while: ["true"] })).toMatchObject({ max: 7, while: { path: "actions/0/while" } });
    expect(rounds({ until: ["true"] })).toMatchObject({ max: 7, until: { path: "actions/0/until" } });
  });

  it("parallel: branches that each end for themselves", () => {
    expect(listed({ action: "parallel", branches: [[a, b], []] }, c)).toEqual([
      ...[
        "actions/0 parallel: 5 1,4",
        "actions/0/branches/0/0 request: 2",
        "actions/0/branches/0/1 request: 3",
      ],
      ...["actions/0/branches/0 join: -", "actions/0/branches/1 join: -", "actions/1 request: 6"],
    ]);
  });

  it("what waits, sets and stops", () => {
    expect(
      compiled(
        { action: "wait", for: 5 },
        { action: "wait_for", triggers: [{ trigger: "start" }], timeout: 9, continue_on_timeout: false },
        { action: "timer", timer: "tea", for: 7 },
        { action: "timer", timer: "tea" },
        { action: "set", variables: { n: 1 } },
        { action: "stop", reason: "over", error: true },
      ).actions,
    ).toEqual([
      { path: "actions/0", kind: "wait", ms: 5, next: 1 },
      {
        ...{ path: "actions/1", kind: "wait-for", timeoutMs: 9, goesOn: false, next: 2 },
        triggers: [{ trigger: "start" }],
      },
      { path: "actions/2", kind: "timer", timer: "tea", ms: 7, next: 3 },
      { path: "actions/3", kind: "timer", timer: "tea", ms: null, next: 4 },
      {
        ...{ path: "actions/4", kind: "set", next: 5 },
        values: [{ name: "n", path: "actions/4/variables/n", type: "int", value: { fixed: 1 } }],
      },
      { path: "actions/5", kind: "stop", reason: { source: "over", parts: ["over"] }, isError: true },
    ]);
  });
});

describe("the texts of an action are templates", () => {
  const http = { action: "http", method: "POST", url: "u", timeout: 1 } as const;
  const texts = (action: ActionSource): unknown => {
    const [only] = compiled(action).actions;
    if (only === undefined || !("templates" in only)) return null;
    expect(only.hasTexts).toBe(Object.keys(only.templates).length > 0);
    return Object.entries(only.templates).map(([name, { source }]) => `${name}=${source}`);
  };

  it.each<[ActionSource, string[]]>([
    [{ action: "mode", set: "home" }, ["set=home"]],
    [{ action: "record", camera: "garden" }, ["camera=garden"]],
    [{ action: "snapshot", camera: "garden" }, ["camera=garden"]],
    [{ action: "notify", message: "m" }, ["message=m"]],
    [{ action: "speak", text: "t" }, ["text=t"]],
    [{ action: "mqtt", topic: "t", payload: "p", retain: false, qos: 0 }, ["topic=t", "payload=p"]],
    [{ ...http, headers: {} }, ["url=u"]],
    [
      { ...http, headers: { "x-a": "1", b: "2" }, body: "b" },
      ["url=u", "body=b", "headers/x-a=1", "headers/b=2"],
    ],
    [{ action: "lockdown" }, []],
    [{ action: "device", device: "lamp", command: "on" }, []],
    [{ action: "listen", microphone: "hall", for: 1 }, []],
    [
      { action: "ask", question: "q", microphone: "hall", timeout: 1, answers: [], then: [], else: [] },
      ["question=q", "microphone=hall"],
    ],
  ])("%j", (action, expected) => {
    expect(texts(action)).toEqual(expected);
  });

  it.each<[ActionSource, (string | number)[]]>([
    [say("{{ x }}"), ["actions", 0, "text"]],
    [{ ...http, headers: { "x-a": "{{ x }}" } }, ["actions", 0, "headers", "x-a"]],
    [{ action: "stop", reason: "{{ x }}", error: false }, ["actions", 0, "reason"]],
    [{ action: "set", variables: { n: "{{ x }}" } }, ["actions", 0, "variables", "n"]],
    [{ action: "repeat", count: "{{ x }}", max: 1, actions: [] }, ["actions", 0, "count"]],
    [{ action: "repeat", while: ["x"], max: 1, actions: [] }, ["actions", 0, "while", 0]],
    [{ action: "repeat", until: ["x"], max: 1, actions: [] }, ["actions", 0, "until", 0]],
    [{ action: "if", if: ["x"], then: [], else: [] }, ["actions", 0, "if", 0]],
    [when([say("{{ x }}")]), ["actions", 0, "then", 0, "text"]],
    [when([], [say("{{ x }}")]), ["actions", 0, "else", 0, "text"]],
    [
      { action: "choose", options: [{ conditions: ["x"], then: [] }], else: [] },
      ["actions", 0, "options", 0, "conditions", 0],
    ],
    [{ action: "parallel", branches: [[], [say("{{ x }}")]] }, ["actions", 0, "branches", 1, 0, "text"]],
  ])("whose mistakes are told where they stand: %j", (action, path) => {
    const { problems, actions } = compiled(action);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(actions).toEqual([]);
  });
});

describe("a rule", () => {
  const nested = (depth: number, around: (inner: ActionSource[]) => ActionSource): ActionSource =>
    depth === 0 ? a : around([nested(depth - 1, around)]);

  it.each<[string, (inner: ActionSource[]) => ActionSource]>([
    ["if", (then) => when(then)],
    ["else", (otherwise) => when([], otherwise)],
    ["choose", (then) => ({ action: "choose", options: [{ conditions: ["true"], then }], else: [] })],
    ["repeat", (actions) => ({ action: "repeat", count: 2, max: 2, actions })],
    ["parallel", (branch) => ({ action: "parallel", branches: [branch, branch.slice(1)] })],
  ])("may have actions in each other eight deep, and not deeper: %s", (_, around) => {
    expect(compiled(nested(8, around)).problems).toEqual([]);
    const { problems } = compiled(nested(9, around), a);
    expect(problems.map(({ message, within }) => [message, within])).toEqual([
      ["actions are nested more than 8 deep", null],
    ]);
    expect(problems[0]?.path.filter((key) => key === 0).length).toBeGreaterThanOrEqual(9);
  });

  it("is as deep again after one that was deep", () => {
    const deep = nested(8, (then) => when(then));
    expect(compiled(deep, deep).problems).toEqual([]);
  });

  it("may have 500 actions, those in others counted, and not more", () => {
    const many = (count: number): ActionSource[] => Array.from({ length: count }, () => a);
    expect(compiled(...many(500)).problems).toEqual([]);
    expect(compiled(when(many(499))).problems).toEqual([]);
    expect(compiled(...many(501)).problems).toEqual([
      { rule: 0, path: ["actions", 500], within: null, message: "a rule has at most 500 actions" },
    ]);
  });
});
