import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDocument, visit } from "yaml";
import type { Problem } from "../../src/config/problem.ts";
import { alternativesOf, shapeOf } from "../../src/config/schema-shape.ts";
import { RulesDocument } from "../../src/config/schema/rules.ts";
import { check, HOUSE } from "../fakes/checked-house.ts";
import { BLUEPRINT, EVERYTHING, USE } from "../fakes/every-rule.ts";
import { bounded, LONG_TIMEOUT_MS, tellVerified } from "../fakes/long-run.ts";

const example = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const FILES = { rules: example("rules/story.yaml"), config: example("gatehouse.example.yaml") };

/** Files by their names in the folder of the rules. Together they have everything that a rule may have. */
const SEEDS: readonly Readonly<Record<string, string>>[] = [
  { "rules.yaml": FILES.rules },
  { "rules.yaml": EVERYTHING },
  { "blueprints/any.yaml": BLUEPRINT, "rules.yaml": USE },
];
/** A house that has whatever they name. */
const BESIDE = `webhooks: { hooks: { bedside: { token: !env HOOK_TOKEN } } }
power: { battery: { topic: car/battery } }
`;
const CONFIG = `${HOUSE}${BESIDE}`
  .replace("allow: [home/bell]", 'allow: [home/bell, "https://hub.local/hook"], keys: { hub: !env HUB_KEY }')
  .replace("near: [front_door]", "near: [front_door], sounds: true");
const KEYS = { HUB_KEY: "0123456789abcdef", HOOK_TOKEN: "0123456789abcdef0123456789abcdef" };
const RUNS = bounded(1_000, 20_000);

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

/** The text with one of its values replaced by one of another type. */
function restructured(text: string, { at, value }: { at: number; value: unknown }): string {
  const document = parseDocument(text);
  const pairs: { value: unknown }[] = [];
  visit(document, { Pair: (_, pair) => void pairs.push(pair) });
  const pair = pairs[Math.floor(at * pairs.length)];
  if (pair === undefined) return text;
  pair.value = document.createNode(value);
  return document.toString();
}

const replacement = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.constantFrom<unknown>(
    null,
    0,
    -1,
    1e9,
    true,
    "",
    "text",
    "{{ 1 }}",
    [],
    ["a"],
    [[]],
    {},
    { a: 1 },
  ),
});

/** Changes one file of a seed: its bytes, its structure, or both. */
const damage = fc.record({
  seed: fc.nat(SEEDS.length - 1),
  file: fc.nat(1),
  edits: fc.array(edit, { maxLength: 4 }),
  replacements: fc.array(replacement, { maxLength: 2 }),
});

async function neverCrashes(files: {
  rules: Readonly<Record<string, string>>;
  config?: string;
}): Promise<void> {
  const result = await check({ config: CONFIG, ...files }, KEYS);
  if (result.ok) return;
  const errors = result.problems.filter((problem) => problem.severity === "error");
  expect(errors.length).toBeGreaterThan(0);
  const texts = new Map(Object.entries(files.rules).map(([name, text]) => [`/house/rules/${name}`, text]));
  texts.set("/house/gatehouse.yaml", files.config ?? CONFIG);
  for (const { message, position, excerpt, blueprint } of result.problems) {
    expect(message).not.toBe("");
    expectPlace({ position, excerpt }, texts.get(position.file));
    if (blueprint !== undefined) expectPlace(blueprint, texts.get(blueprint.position.file));
  }
}

function expectPlace(
  { position, excerpt }: Pick<Problem, "position" | "excerpt">,
  text: string | undefined,
): void {
  const lines = text?.split("\n") ?? [];
  expect(position.line).toBeLessThanOrEqual(lines.length);
  const width = Math.max(1, excerpt.length + 2, lines[position.line - 1]?.length ?? 0);
  expect(position.column).toBeLessThanOrEqual(width + 1);
  expect(Math.min(position.line, position.column, position.length)).toBeGreaterThanOrEqual(1);
}

describe("the files that are damaged", () => {
  it("are without a fault at first", async () => {
    for (const rules of SEEDS.slice(1)) {
      const result = await check({ config: CONFIG, rules }, KEYS);
      expect((result.ok ? result.warnings : result.problems).map((one) => one.message)).toEqual([]);
    }
  });

  it("have every action, every trigger and every condition", () => {
    const { $defs = {} } = shapeOf(RulesDocument);
    for (const part of ["action", "trigger", "condition"] as const) {
      const kinds = alternativesOf($defs[part] ?? {}).flatMap(
        ({ properties }) => properties?.[part]?.const ?? [],
      );
      expect(kinds.length).toBeGreaterThan(3);
      const missing = kinds.filter((kind) => !new RegExp(`${part}: ${String(kind)}\\b`).test(EVERYTHING));
      expect(missing).toEqual([]);
    }
  });
});

describe("a damaged file", () => {
  it(
    "of rules or a blueprint is a valid file or an error with its place, never a crash",
    async () => {
      await fc.assert(
        fc.asyncProperty(damage, async ({ seed, file, edits, replacements }) => {
          const files = SEEDS[seed] ?? {};
          const names = Object.keys(files);
          const name = names[file % names.length] ?? "";
          const whole = replacements.reduce(restructured, files[name] ?? "");
          await neverCrashes({ rules: { ...files, [name]: mutated(whole, edits) } });
        }),
        { numRuns: RUNS },
      );
      tellVerified(`${RUNS} damaged rule files: each a valid one or an error at its place`);
    },
    LONG_TIMEOUT_MS * 2,
  );

  it("of configuration likewise", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) =>
        neverCrashes({ rules: { "rules.yaml": FILES.rules }, config: mutated(FILES.config, edits) }),
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});
