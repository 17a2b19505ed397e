import { describe, expect, it } from "vitest";
import { CelLanguage } from "../../../../src/adapters/cel/cel-language.ts";
import type { Variables } from "../../../../src/rules/language.ts";

const VARIABLES: Variables = {
  mode: "string",
  count: "int",
  people: "list of string",
  slots: "strings",
  trigger: { similarity: "double", camera: "string", json: "any" },
};
const VALUES = {
  mode: "home",
  count: 2,
  people: ["anna"],
  slots: { room: "hall" },
  trigger: { similarity: 0.7, camera: "front_door", json: { level: 3, deep: [{ on: true }] } },
};
const language = new CelLanguage();
const compile = (source: string) => language.compile(source, { variables: VARIABLES, expected: "bool" });

describe("CEL", () => {
  it.each([
    ['mode in ["home", "away"]', true],
    ["count + 1 == 3 && trigger.similarity > 0.6", true],
    ['people.exists(p, p.startsWith("a"))', true],
    ['slots.room == "kitchen"', false],
    ["trigger.json.level == 3", true],
    ["trigger.json.deep[0].on", true],
    ['has(trigger.json.nothing) ? true : mode.contains("om")', true],
  ])("%s is %s", (source, expected) => {
    const compiled = compile(source);
    expect(compiled.ok && compiled.expression.evaluate(VALUES)).toBe(expected);
  });

  it.each([
    ['mode = "home"', 5, "write =="],
    ["trigger.simlarity > 0.5", 8, 'there is no "simlarity"'],
    ["mood == mode", 0, 'there is no "mood"'],
    ["mode == 3", 0, "these types do not go together"],
    ["mode ==", 7, "ends too early"],
    ["count + 1", 0, "this is of type int, expected a condition"],
    ["", 0, "an expression is missing"],
  ])("%s is refused at character %i: %s", (source, offset, message) => {
    const compiled = compile(source);
    expect(compiled).toMatchObject({
      ok: false,
      problem: { offset, message: expect.stringContaining(message) as string },
    });
  });

  it("gives numbers back as numbers", () => {
    const compiled = language.compile("size(people) + count", { variables: VARIABLES, expected: "any" });
    expect(compiled.ok && compiled.expression.evaluate(VALUES)).toBe(3);
  });

  it("says which expression failed", () => {
    const compiled = compile("trigger.json.nothing == 1");
    expect(() => compiled.ok && compiled.expression.evaluate(VALUES)).toThrow(
      /trigger.json.nothing == 1: .*nothing/,
    );
  });

  it("bounds what an expression may cost", () => {
    expect(compile(`${"(".repeat(100)}true${")".repeat(100)}`)).toMatchObject({ ok: false });
    expect(compile(Array.from({ length: 1000 }, () => "true").join(" && "))).toMatchObject({ ok: false });
  });
});
