import { describe, expect, it } from "vitest";
import { CelLanguage } from "../../../src/adapters/cel/cel-language.ts";
import { Scope } from "../../../src/rules/scope.ts";
import type { ValueSource } from "../../../src/rules/source.ts";
import { compileTemplate, render } from "../../../src/rules/template.ts";
import type { Json, Variables } from "../../../src/rules/language.ts";

const language = new CelLanguage();
const variables: Variables = {
  ...{ mode: "string", count: "int", level: "double", json: "any", people: "list of string" },
  trigger: { camera: "string", person: "string" },
  wait: { completed: "bool", trigger: { topic: "string" } },
};
const values: Record<string, Json> = {
  ...{ mode: "home", count: 3, level: 1.5, json: { a: [1, null] }, people: ["anna", "bert"] },
  ...{ trigger: { camera: "garden", person: "" }, wait: { completed: true, trigger: { topic: "t" } } },
};

describe("a text with expressions in it", () => {
  const rendered = (source: string): string => {
    const { template, problems } = compileTemplate(source, { language, variables });
    expect(problems).toEqual([]);
    return render(template, values);
  };

  it.each([
    ["", ""],
    ["plain", "plain"],
    ["}} and {", "}} and {"],
    ["{{ mode }}", "home"],
    ["a {{mode}}b{{ count }}{{ level }} c", "a homeb31.5 c"],
    ["{{ people }}", "anna, bert"],
    ["{{ json }}", '{"a":[1,null]}'],
    ["{{ json.a }}", "1, null"],
    ["{{ wait.completed }}!", "true!"],
    ["<{{ trigger.person }}>", "<>"],
  ])("shows their values: %j", (source, expected) => {
    expect(rendered(source)).toBe(expected);
  });

  it("has no empty parts", () => {
    const parts = (source: string): number =>
      compileTemplate(source, { language, variables }).template.parts.length;
    expect([parts(""), parts("{{ mode }}"), parts("a{{ mode }}"), parts("{{ mode }}{{ mode }} ")]).toEqual([
      ...[0, 1, 2, 3],
    ]);
  });

  it("tells what is wrong where it stands in the whole text", () => {
    const problems = (source: string) =>
      compileTemplate(source, { language, variables }).problems.map(({ offset, length }) => [offset, length]);
    expect(problems("ab {{ mode")).toEqual([[3, 2]]);
    expect(compileTemplate("{{", { language, variables }).problems[0]?.message).toBe("this {{ has no }}");
    expect(problems("{{ mode }} and {{ mood }}")).toEqual([[18, 4]]);
    expect(problems("{{ mood }}{{ moon }}")).toEqual([
      [3, 4],
      [13, 4],
    ]);
    expect(problems("{{ mood }} {{ mode")).toHaveLength(2);
  });
});

const scoped = (): Scope => new Scope(language, variables);

describe("a variable of a rule", () => {
  const typesOf = (...given: [string, ValueSource][]): unknown => {
    const scope = scoped();
    for (const [name, source] of given) scope.declare(name, source);
    return scope.names.vars;
  };

  it.each<[ValueSource, string]>([
    [1, "int"],
    ["plain", "string"],
    ["{{ count }}", "int"],
    ["{{ count }}!", "string"],
    ["{{ count }}{{ count }}", "string"],
    [" {{ count }}", "string"],
    ["{{ people }}", "list of string"],
    ["{{ json.a }}", "any"],
    ["{{\n count\n}}", "int"],
    [["a"], "list of string"],
  ])("has the type of its first value: %j", (source, type) => {
    expect(typesOf(["v", source])).toEqual({ v: type });
    expect(typesOf(["v", source], ["v", true])).toEqual({ v: type });
  });

  it("has none where its value is wrong", () => {
    expect(typesOf(["v", "{{ cuont }}"])).toEqual({});
    expect(typesOf(["v", "{{ cuont }}"], ["v", 1])).toEqual({ v: "int" });
  });

  it("may be used by those below it", () => {
    expect(typesOf(["a", 1], ["b", "{{ vars.a + 1 }}"])).toEqual({ a: "int", b: "int" });
  });

  it.each<[ValueSource, ValueSource, string | null]>([
    ["x", 1, "vars.v is a text where it is set first, and this is a whole number"],
    [1, "x", "vars.v is a whole number where it is set first, and this is a text"],
    [1, 1.5, "vars.v is a whole number where it is set first, and this is a number"],
    [1.5, 1, null],
    [true, false, null],
    ["{{ json }}", "x", null],
    ["x", "{{ json }}", null],
    [["a"], "x", "vars.v is a list of texts where it is set first, and this is a text"],
  ])("keeps its type: first %j, then %j", (first, then, message) => {
    const scope = scoped();
    scope.declare("v", first);
    scope.value({ name: "v", path: ["variables", "v"] }, then);
    expect(scope.problems).toEqual(
      message === null ? [] : [{ path: ["variables", "v"], within: null, message }],
    );
  });

  it("is ready to be worked out", () => {
    const scope = scoped();
    const value = (source: ValueSource) => scope.value({ name: "v", path: ["actions", 0, "v"] }, source);
    const list = ["a"];
    expect(value(list)).toEqual({ name: "v", path: "actions/0/v", type: "any", value: { fixed: ["a"] } });
    expect((value(list).value as { fixed: unknown }).fixed).not.toBe(list);
    expect(value(1.5).value).toEqual({ fixed: 1.5 });
    expect(value("x").value).toEqual({ text: { source: "x", parts: ["x"] } });
    expect(Object.keys(value("{{ count }}").value)).toEqual(["expression"]);
    expect(Object.keys(value("{{ count }} ").value)).toEqual(["text"]);
    expect(Object.keys(value("{{ count }}{{ count }}").value)).toEqual(["text"]);
    expect(Object.keys(value("").value)).toEqual(["text"]);
  });
});

describe("a misspelt name", () => {
  const unknown = (condition: string): unknown => {
    const scope = scoped();
    scope.declare("rounds", 1);
    const { all } = scope.conditions([condition], ["conditions"]);
    expect(all).toEqual([]);
    expect(scope.problems).toHaveLength(1);
    const [problem] = scope.problems;
    expect(problem?.path).toEqual(["conditions", 0]);
    return problem?.unknown;
  };

  it.each([
    ["mood == 1", { name: "mood", owner: null, valid: [...Object.keys(variables), "vars"] }],
    ["trigger.kamera == 1", { name: "kamera", owner: "trigger", valid: ["camera", "person"] }],
    [
      'mode == "x" && trigger . kamera == 1',
      { name: "kamera", owner: "trigger", valid: ["camera", "person"] },
    ],
    ["vars.round == 1", { name: "round", owner: "vars", valid: ["rounds"] }],
    ["wait.trigger.topics == 1", { name: "topics", owner: "trigger", valid: ["topic"] }],
    ["wait.compleet", { name: "compleet", owner: "wait", valid: ["completed", "trigger"] }],
  ])("is told with what could stand there: %s", (condition, expected) => {
    expect(unknown(condition)).toEqual(expected);
  });

  it("is told of nothing where another thing is wrong", () => {
    const scope = scoped();
    scope.conditions(["count == mode", "1 +", { condition: "mode", is: ["home"] }], ["if"]);
    expect(scope.problems.map((problem) => [problem.path, "unknown" in problem])).toEqual([
      [["if", 0], false],
      [["if", 1], false],
    ]);
    expect(scope.problems[0]?.within).toEqual({
      offset: expect.any(Number) as number,
      length: expect.any(Number) as number,
    });
  });
});

describe("a condition", () => {
  const mentions = (source: string): readonly string[] => {
    const [one] = scoped().conditions([source], ["conditions"]).all;
    return one !== undefined && "mentions" in one ? one.mentions : [];
  };

  it.each([
    ['mode == "away"', ["mode"]],
    ["mode == \"people\" || mode == 'answer'", ["mode"]],
    [
      "trigger.camera == mode && trigger.camera != trigger.person",
      ["trigger.camera", "mode", "trigger.person"],
    ],
    ['wait.trigger.topic == "t"', ["wait.trigger.topic"]],
    ["people.size() > 1", ["people"]],
    ["count > 1", []],
  ])("is told with the values of what it mentions, each once: %s", (source, expected) => {
    expect(mentions(source)).toEqual(expected);
  });

  it("is told with six of them at most", () => {
    const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const scope = new Scope(language, {});
    for (const name of letters) scope.declare(name, true);
    const names = letters.map((name) => `vars.${name}`);
    const [one] = scope.conditions([names.join(" && ")], ["conditions"]).all;
    expect(one).toMatchObject({ mentions: names.slice(0, 6) });
  });

  it("has its place, and may have a form instead of an expression", () => {
    const form = { condition: "mode", is: ["home"] } as const;
    const { path, all } = scoped().conditions(["true", form], ["actions", 1, "if"]);
    expect(path).toBe("actions/1/if");
    expect(all).toMatchObject([{ expression: { source: "true" } }, { structured: form }]);
  });
});
