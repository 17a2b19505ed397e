import { describe, expect, test } from "vitest";
import { oneNameEach, parseSamePerson } from "../../../../src/app/evaluate/same-person.ts";

const known = ["Nan_Wang", "Wang_Nan", "Ana", "Ana Maria", "Zoe"];
const parse = (text: string): ReturnType<typeof parseSamePerson> =>
  parseSamePerson(text, { path: "names.txt", known });

describe("names of one person", () => {
  test("stand in one line, and belong together however they are compared", () => {
    const people = parse("# remarks\n\nNan_Wang = Wang_Nan   # in the other order\nAna=Ana Maria\r\n");
    expect(people.groups).toBe(2);
    expect(people.same("Wang_Nan", "Nan_Wang")).toBe(true);
    expect(people.same("Ana", "Ana Maria")).toBe(true);
    expect(people.same("Ana", "Nan_Wang")).toBe(false);
    expect(people.same("Zoe", "Ana")).toBe(false);
    expect(people.same("Zoe", "Zoe")).toBe(true);
  });

  test("are one each without a list", () => {
    expect(oneNameEach.same("Ana", "Ana")).toBe(true);
    expect(oneNameEach.same("Ana", "Zoe")).toBe(false);
  });

  test.each([
    ["Ana\n", "names.txt:1: expected names of one person"],
    ["Ana = Zoe\nNan_Wang = Wang_Nam\n", "names.txt:2: there is no folder Wang_Nam"],
    ["Ana = Zoe\n\nAna = Nan_Wang\n", "names.txt:3: Ana is named twice"],
  ])("a line that cannot be meant is refused: %j", (text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "EVAL_SAME_PERSON_INVALID" }));
    expect(() => parse(text)).toThrow(message);
  });
});
