import { describe, expect, it } from "vitest";
import type { Json, VariableType } from "../../../src/rules/language.ts";
import type { CompiledValue } from "../../../src/rules/program.ts";
import { workedOut } from "../../../src/rules/values.ts";
import { filled, namesFor, triggerFields, typeInWords, typeOfValue } from "../../../src/rules/variables.ts";

const TYPES: readonly VariableType[] = [
  "string",
  "int",
  "double",
  "bool",
  "any",
  "list of string",
  "strings",
];

describe("a type", () => {
  it("has words for people", () => {
    expect([...TYPES, { a: "int" } as const].map(typeInWords)).toEqual([
      ...["a text", "a whole number", "a number", "true or false", "anything", "a list of texts"],
      ...["a mapping of texts", "a mapping"],
    ]);
  });

  it("is that of a value as it stands in a file", () => {
    expect(["x", 1, 1.5, true, ["x"]].map(typeOfValue)).toEqual([
      ...["string", "int", "double", "bool", "list of string"],
    ]);
  });

  it("has something empty", () => {
    expect(TYPES.map((type) => filled(undefined, type))).toEqual(["", 0, 0, false, null, [], {}]);
  });
});

describe("what an expression finds", () => {
  const type = { name: "string", at: { hour: "int", days: "list of string" } } as const;

  it("is as it is, where it is there", () => {
    const value = { name: "x", at: { hour: 3, days: ["mon"] } };
    expect(filled(value, type)).toEqual(value);
    expect(["", 0, false].map((one) => filled(one, "any"))).toEqual(["", 0, false]);
  });

  it.each<[string, Json | undefined]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "x"],
    ["a list", ["x"]],
    ["what nobody knows", { other: 1, at: null }],
  ])("is empty where it is not, and nothing more than is known: %s", (_, value) => {
    expect(filled(value, type)).toEqual({ name: "", at: { hour: 0, days: [] } });
  });
});

it("is nothing that only looks like a field of a text or of a list", () => {
  expect(filled("abc", { length: "int" })).toEqual({ length: 0 });
  expect(filled(["a"], { length: "int" })).toEqual({ length: 0 });
});

describe("what a variable is set to", () => {
  const set = (type: VariableType, value: Json): unknown => {
    const fixed = { name: "v", path: "variables/v", type, value: { fixed: value } } satisfies CompiledValue;
    return workedOut(fixed, {});
  };

  it.each<[VariableType, Json[], Json[]]>([
    ["string", ["", "x"], [1, null, ["x"]]],
    ["int", [0, -3], [1.5, "1", null]],
    ["double", [0, 1.5], ["1", null]],
    ["bool", [true, false], ["true", 0]],
    ["list of string", [[], ["x", "y"]], ["x", ["x", 1], null]],
    ["any", [null, { a: 1 }, [1], "x"], []],
  ])("has to be of its type: %s", (type, good, bad) => {
    for (const value of good) expect(set(type, value)).toEqual(value);
    for (const value of bad)
      expect(() => set(type, value)).toThrow(
        expect.objectContaining({
          code: "RULES_VARIABLE_TYPE",
          kind: "refused",
          message: `vars.v is ${typeInWords(type)}; ${JSON.stringify(value)} is none.`,
        }),
      );
  });

  it("is told in an error with its first 80 characters", () => {
    expect(() => set("int", "x".repeat(200))).toThrow(
      `vars.v is a whole number; "${"x".repeat(79)} is none.`,
    );
  });

  it("is 4,096 characters at most, as JSON", () => {
    expect(set("string", "x".repeat(4094))).toHaveLength(4094);
    expect(() => set("string", "x".repeat(4095))).toThrow(
      expect.objectContaining({ code: "RULES_VARIABLE_TOO_LONG", kind: "refused" }),
    );
  });

  it("is a value, a text with values in it, or what an expression yields", () => {
    const values = { mode: "home" };
    const mode = { source: "mode", evaluate: (known: Readonly<Record<string, Json>>) => known.mode ?? null };
    const of = (value: CompiledValue["value"]) =>
      ({ name: "v", path: "variables/v", type: "any", value }) as const;
    expect(workedOut(of({ fixed: ["a"] }), values)).toEqual(["a"]);
    expect(workedOut(of({ text: { source: "", parts: ["at ", mode] } }), values)).toBe("at home");
    expect(workedOut(of({ expression: mode }), values)).toBe("home");
  });
});

describe("what expressions of a rule may use", () => {
  const world = { devices: ["lamp"], cameras: ["garden"] };

  it("is what its triggers bring, and what the house has", () => {
    const names = namesFor(world, {
      triggers: [{ trigger: "timer", timer: "x" }, { trigger: "start" }],
      actions: [],
    });
    expect(names).toEqual({
      trigger: { kind: "string", event: "string", timer: "string", version: "string" },
      answer: "string",
      mode: "string",
      devices: { lamp: "string" },
      cameras: { garden: { people: "list of string", count: "int", approaching: "int", leaving: "int" } },
      people: "list of string",
      now: { hour: "int", minute: "int", weekday: "string" },
      repeat: { index: "int" },
      wait: { completed: "bool", trigger: { kind: "string", event: "string" } },
    });
  });

  it("is what it waits for, too, and the input of its blueprint", () => {
    const names = namesFor(world, {
      triggers: [],
      actions: [
        {
          ...{ action: "if", if: ["true"], else: [] },
          then: [
            {
              action: "wait_for",
              triggers: [{ trigger: "timer", timer: "x" }],
              timeout: 1,
              continue_on_timeout: true,
            },
          ],
        },
      ],
      origin: { blueprint: "b", input: { camera: "garden", stays: 5, few: ["a"] } },
    });
    expect(names.wait).toEqual({ completed: "bool", trigger: triggerFields(["timer"]) });
    expect(names.trigger).toEqual({ kind: "string", event: "string" });
    expect(names.input).toEqual({ camera: "string", stays: "int", few: "list of string" });
  });
});
