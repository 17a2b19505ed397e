import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check } from "../fakes/checked-house.ts";

const example = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const FILES = { rules: example("rules/story.yaml"), config: example("gatehouse.example.yaml") };

/** Pieces that hurt: YAML's own marks, CEL's, other types, secrets. */
const SPLINTERS = [
  "[",
  "]",
  "{",
  "}",
  ":",
  "- ",
  "\n",
  "\n  ",
  "\t",
  "'",
  '"',
  "&a ",
  "*a",
  "!env HOME",
  "!x ",
  "|",
  ">",
  "---\n",
  "? ",
  "null",
  "1e999",
  "{{",
  "}}",
  "trigger.",
  "__proto__: 1\n",
  "constructor",
  "\u0000",
  "\uFEFF",
  "é",
  "<<: ",
  "#",
  "=",
  "~",
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.nat(12),
  insert: fc.oneof(fc.constantFrom(...SPLINTERS), fc.string({ maxLength: 4 }), fc.constant("")),
});

function mutated(text: string, edits: readonly { at: number; remove: number; insert: string }[]): string {
  let result = text;
  for (const { at, remove, insert } of edits) {
    const offset = Math.floor(at * result.length);
    result = result.slice(0, offset) + insert + result.slice(offset + remove);
  }
  return result;
}

async function neverCrashes(files: { rules: string; config: string }): Promise<void> {
  const result = await check(files);
  if (result.ok) return;
  const errors = result.problems.filter((problem) => problem.severity === "error");
  expect(errors.length).toBeGreaterThan(0);
  for (const { message, position, excerpt } of result.problems) {
    const text = position.file.endsWith("gatehouse.yaml") ? files.config : files.rules;
    expect(message).not.toBe("");
    expect(position.line).toBeLessThanOrEqual(text.split("\n").length);
    expect(position.column).toBeLessThanOrEqual(
      Math.max(1, excerpt.length + 2, text.split("\n")[position.line - 1]?.length ?? 0) + 1,
    );
    expect(Math.min(position.line, position.column, position.length)).toBeGreaterThanOrEqual(1);
  }
}

describe("a damaged file", () => {
  it("of rules is a valid rule file or an error with its place, never a crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) =>
        neverCrashes({ ...FILES, rules: mutated(FILES.rules, edits) }),
      ),
      { numRuns: 300 },
    );
  }, 120_000);

  it("of configuration likewise", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) =>
        neverCrashes({ ...FILES, config: mutated(FILES.config, edits) }),
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
