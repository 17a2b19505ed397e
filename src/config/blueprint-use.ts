import { filledIn, referenceOn, type Blueprint } from "./blueprint-file.ts";
import { issuesAt, schemaOf, unknownNames } from "./input-values.ts";
import { findingsOf } from "./issues.ts";
import { nearest } from "./nearest.ts";
import type { Names } from "./names.ts";
import type { Finding, Problem } from "./problem.ts";
import { isRecord, shapeOf } from "./schema-shape.ts";
import { BlueprintUse } from "./schema/blueprints.ts";
import type { RuleOrigin } from "./schema/rules.ts";
import type { YamlFile } from "./yaml-file.ts";

type Path = readonly (string | number)[];

/** What rules may be made from. */
export interface Surroundings {
  /** By name. */
  readonly blueprints: ReadonlyMap<string, Blueprint>;
  /** Null: nobody knows what the configuration declares. */
  readonly names: Names | null;
}

/** A rule of which everything is said, and where each part of it stands. */
export interface WrittenOut {
  readonly entry: Record<string, unknown>;
  readonly origin: RuleOrigin | null;
  /** The place of a finding whose path begins at the rule. */
  readonly problem: (finding: Finding) => Problem;
  /** What is written at a path of the rule. */
  readonly written: (path: Path) => string | null;
}

interface Place {
  readonly file: YamlFile;
  /** Number of the rule in its file. */
  readonly index: number;
}

/** Whether an entry of a rule file is made from a blueprint. */
export function isUse(entry: unknown): entry is Record<string, unknown> {
  return isRecord(entry) && entry.use_blueprint !== undefined;
}

/** Writes a rule out that is made from a blueprint; problems instead, if that is not possible. */
export function writeOut(
  entry: Record<string, unknown>,
  place: Place,
  around: Surroundings,
): { readonly rule: WrittenOut } | { readonly problems: readonly Problem[] } {
  const use = BlueprintUse.safeParse(entry);
  const own = (finding: Finding): Problem => ownProblem(place, finding);
  if (!use.success) return { problems: useFindings(use.error.issues, entry, place).map(own) };
  const { path: wanted, input } = use.data.use_blueprint;
  const blueprint = around.blueprints.get(wanted.replace(/\.ya?ml$/, ""));
  if (blueprint === undefined) return { problems: [own(unknownBlueprint(wanted, around.blueprints))] };
  if (blueprint.fault !== null) {
    const { position, excerpt, message } = blueprint.fault;
    const told = own({
      severity: "error",
      path: AT_PATH,
      message: `this blueprint has an error: ${message}`,
    });
    return { problems: [{ ...told, blueprint: { position, excerpt } }] };
  }
  const { values, problems } = valuesOf(input, { entry, place, blueprint, names: around.names });
  if (problems.length > 0) return { problems };
  return { rule: written(entry, { place, blueprint, values }) };
}

const AT_PATH = ["use_blueprint", "path"];
const AT_INPUT = ["use_blueprint", "input"];
const shape = shapeOf(BlueprintUse);

type Issues = Parameters<typeof findingsOf>[0];

function useFindings(issues: Issues, entry: unknown, { file, index }: Place): Finding[] {
  return findingsOf(issues, {
    data: entry,
    shape,
    written: (path) => file.written(["rules", index, ...path]),
  });
}

function ownProblem({ file, index }: Place, finding: Finding): Problem {
  return file.problem({ ...finding, path: ["rules", index, ...finding.path] });
}

function unknownBlueprint(wanted: string, blueprints: Surroundings["blueprints"]): Finding {
  const names = [...blueprints.keys()];
  const known = names.length === 0 ? "the folder blueprints has none" : `there are: ${names.join(", ")}`;
  const finding: Finding = {
    severity: "error",
    path: AT_PATH,
    message: `there is no blueprint "${wanted}" (${known})`,
  };
  const suggestion = nearest(wanted.replace(/\.ya?ml$/, ""), names);
  return suggestion === undefined ? finding : { ...finding, suggestion };
}

interface Given {
  readonly entry: unknown;
  readonly place: Place;
  readonly blueprint: Blueprint;
  readonly names: Names | null;
}

function valuesOf(
  given: Readonly<Record<string, unknown>>,
  around: Given,
): { values: Map<string, unknown>; problems: Problem[] } {
  const { place, blueprint } = around;
  const values = new Map<string, unknown>();
  const problems = unknownInputs(given, blueprint).map((finding) => ownProblem(place, finding));
  for (const [name, input] of blueprint.inputs) {
    const isGiven = Object.hasOwn(given, name) && (given[name] !== null || input.default !== null);
    const value = isGiven ? given[name] : input.default;
    const declared = (finding: Finding): Problem => ({
      ...ownProblem(place, finding),
      blueprint: placeIn(blueprint, { ...finding, path: ["blueprint", "input", name], atKey: true }),
    });
    if (value === undefined) {
      const what = input.description ?? input.name;
      const message = `the input "${name}" is missing; expected a ${input.type}${what === undefined ? "" : `: ${what}`}`;
      const path = Object.keys(given).length > 0 ? AT_INPUT : ["use_blueprint"];
      problems.push(declared({ severity: "error", path, message, atKey: true }));
      continue;
    }
    if (value === null) continue;
    const at = isGiven ? [...AT_INPUT, name] : AT_PATH;
    const result = schemaOf(input).safeParse(value);
    const wrong = result.success
      ? unknownIn({ input, value: result.data }, { names: around.names, at, isGiven })
      : useFindings(issuesAt(at, result), around.entry, place);
    problems.push(...wrong.map(declared));
    if (result.success) values.set(name, result.data);
  }
  return { values, problems };
}

function unknownIn(
  given: Parameters<typeof unknownNames>[0],
  { names, at, isGiven }: { names: Names | null; at: Path; isGiven: boolean },
): Finding[] {
  if (names === null) return [];
  return unknownNames(given, names, at).map((finding) => (isGiven ? finding : { ...finding, path: AT_PATH }));
}

function unknownInputs(given: Readonly<Record<string, unknown>>, { inputs, name: of }: Blueprint): Finding[] {
  return Object.keys(given)
    .filter((name) => !inputs.has(name))
    .map((name) => {
      const known = inputs.size === 0 ? "it has none" : `it has: ${[...inputs.keys()].join(", ")}`;
      const message = `the blueprint ${of} has no input "${name}" (${known})`;
      const finding: Finding = { severity: "error", path: [...AT_INPUT, name], atKey: true, message };
      const suggestion = nearest(name, inputs.keys());
      return suggestion === undefined ? finding : { ...finding, suggestion };
    });
}

function placeIn({ file }: Blueprint, finding: Finding): NonNullable<Problem["blueprint"]> {
  const { position, excerpt } = file.problem(finding);
  return { position, excerpt };
}

interface Filled {
  readonly place: Place;
  readonly blueprint: Blueprint;
  readonly values: ReadonlyMap<string, unknown>;
}

function written(entry: Record<string, unknown>, filled: Filled): WrittenOut {
  const { place, blueprint, values } = filled;
  const { use_blueprint: _, ...own } = entry;
  return {
    entry: { ...filledIn(blueprint, values), ...own },
    origin: { blueprint: blueprint.name, input: inExpressions(blueprint, values) },
    problem: (finding) => problemIn(finding, own, filled),
    written: (path) => {
      const [key = ""] = path;
      if (Object.hasOwn(own, key)) return place.file.written(["rules", place.index, ...path]);
      const reference = referenceOn(blueprint.references, path);
      if (reference === undefined) return blueprint.file.written(path);
      const rest = path.slice(reference.path.length);
      return place.file.written(["rules", place.index, ...AT_INPUT, reference.name, ...rest]);
    },
  };
}

/** Where it is used, and where it stands in the blueprint. */
function problemIn(finding: Finding, own: Record<string, unknown>, { place, blueprint }: Filled): Problem {
  const { path, within, atKey, ...said } = finding;
  if (Object.hasOwn(own, path[0] ?? "")) return ownProblem(place, finding);
  const reference = referenceOn(blueprint.references, path);
  if (reference === undefined)
    return { ...ownProblem(place, { ...said, path: AT_PATH }), blueprint: placeIn(blueprint, finding) };
  const rest = path.slice(reference.path.length);
  const exact = { ...(within === undefined ? {} : { within }), ...(atKey === undefined ? {} : { atKey }) };
  return {
    ...ownProblem(place, { ...said, ...exact, path: [...AT_INPUT, reference.name, ...rest] }),
    blueprint: placeIn(blueprint, { ...said, path: reference.path }),
  };
}

/** What expressions know as `input`: plain values; whole parts of a rule are none. */
function inExpressions({ inputs }: Blueprint, values: ReadonlyMap<string, unknown>): RuleOrigin["input"] {
  const known = [...inputs].flatMap(([name, input]): [string, RuleOrigin["input"][string]][] => {
    const value = values.get(name) ?? emptyOf(input);
    if (input.type === "triggers" || input.type === "conditions" || input.type === "actions") return [];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return [[name, value]];
    return Array.isArray(value) ? [[name, value.map(String)]] : [];
  });
  return Object.fromEntries(known);
}

function emptyOf(input: {
  readonly type: string;
  readonly multiple?: boolean;
}): string | number | readonly string[] {
  if (input.multiple === true) return [];
  return input.type === "number" ? 0 : "";
}
