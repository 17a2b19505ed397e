import { issuesAt, sampleOf, schemaOf } from "./input-values.ts";
import { findingsOf } from "./issues.ts";
import { nearest } from "./nearest.ts";
import type { Finding, Problem } from "./problem.ts";
import { isRecord, shapeOf, type JsonSchema } from "./schema-shape.ts";
import { BlueprintHeader, type BlueprintInput } from "./schema/blueprints.ts";
import { RulesDocument } from "./schema/rules.ts";
import type { Reference, YamlFile } from "./yaml-file.ts";

type Path = readonly (string | number)[];

/** A blueprint with its place: a rule of which parts are left open. */
export interface Blueprint {
  /** As `use_blueprint.path` names it, without `.yaml`. */
  readonly name: string;
  readonly file: YamlFile;
  readonly inputs: ReadonlyMap<string, BlueprintInput>;
  /** Where `!input NAME` stands. */
  readonly references: readonly Reference[];
  /** The first error that it has whatever is said for its inputs; null: none. */
  readonly fault: Problem | null;
}

/** A blueprint's parts of a rule, with values where inputs stand. A key whose value is null is left out. */
export function filledIn(
  { file }: Pick<Blueprint, "file">,
  values: ReadonlyMap<string, unknown>,
): Record<string, unknown> {
  const data = file.data(({ name }) => values.get(name) ?? LEFT_OUT);
  const { blueprint: _, ...parts } = isRecord(data) ? data : {};
  return withoutLeftOut(parts) as Record<string, unknown>;
}

/** The place of `!input` through which `path` of the filled in parts goes. */
export function referenceOn(references: readonly Reference[], path: Path): Reference | undefined {
  return references.find((reference) => reference.path.every((step, index) => step === path[index]));
}

/** Reads a blueprint, and checks what can be without a house and without values. */
export function readBlueprint(
  name: string,
  file: YamlFile,
): { blueprint: Blueprint; problems: readonly Problem[] } {
  const data = file.data(() => LEFT_OUT);
  const problems = [...file.problems];
  const { references } = file;
  let inputs: ReadonlyMap<string, BlueprintInput> = new Map();
  if (file.readable) {
    const header = readHeader(file, data);
    inputs = header.inputs;
    problems.push(...header.findings.map((finding) => file.problem(finding)));
    if (header.findings.length === 0) problems.push(...partFindings(file, inputs));
  }
  const fault = problems.find(({ severity }) => severity === "error") ?? null;
  return { blueprint: { name, file, inputs, references, fault }, problems };
}

/** Marks what an input without a value stands for. */
const LEFT_OUT = Symbol("left out");

function withoutLeftOut(value: unknown): unknown {
  if (value === LEFT_OUT) return null;
  if (Array.isArray(value)) return value.map(withoutLeftOut);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== LEFT_OUT);
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutLeftOut(item)]));
}

const headerShape: JsonSchema = { type: "object", properties: { blueprint: shapeOf(BlueprintHeader) } };
const rulesShape = shapeOf(RulesDocument);

function readHeader(
  file: YamlFile,
  data: unknown,
): { inputs: ReadonlyMap<string, BlueprintInput>; findings: readonly Finding[] } {
  if (!isRecord(data) || data.blueprint === undefined) {
    const message = 'a blueprint begins with "blueprint:", which says its name and its inputs';
    return { inputs: new Map(), findings: [{ severity: "error", path: [], message }] };
  }
  const inHeader = file.references.find(({ path }) => path[0] === "blueprint");
  if (inHeader !== undefined) {
    const message = "!input stands for parts of the rule, not for parts of blueprint:";
    return { inputs: new Map(), findings: [{ severity: "error", path: inHeader.path, message }] };
  }
  const context = { data, shape: headerShape, written: (path: Path) => file.written(path) };
  const header = BlueprintHeader.safeParse(data.blueprint);
  if (!header.success)
    return { inputs: new Map(), findings: findingsOf(issuesAt(["blueprint"], header), context) };
  const inputs = new Map(Object.entries(header.data.input));
  const issues = [...inputs].flatMap(([name, input]) =>
    input.default === undefined || input.default === null
      ? []
      : issuesAt(["blueprint", "input", name, "default"], schemaOf(input).safeParse(input.default)),
  );
  return { inputs, findings: findingsOf(issues, context) };
}

function partFindings(file: YamlFile, inputs: ReadonlyMap<string, BlueprintInput>): Problem[] {
  const unknown = file.references.filter(({ name }) => !inputs.has(name));
  if (unknown.length > 0) return unknown.map((one) => file.problem(unknownInput(one, inputs)));
  const values = new Map(
    [...inputs].map(([name, input]) => [name, input.default ?? sampleOf(input)] as const),
  );
  const parts = filledIn({ file }, values);
  const own = (["id", "alias", "enabled"] as const).filter((key) => parts[key] !== undefined);
  const findings: Finding[] = own.map((key) => ({
    severity: "error",
    path: [key],
    atKey: true,
    message: `"${key}" belongs to the rule that uses the blueprint`,
  }));
  const data = { rules: [{ ...parts, id: "sample", alias: undefined, enabled: undefined }] };
  const result = RulesDocument.safeParse(data);
  const written = (path: Path): string | null => file.written(path.slice(2));
  if (!result.success)
    findings.push(
      ...findingsOf(result.error.issues, { data, shape: rulesShape, written })
        .map((finding) => ({ ...finding, path: finding.path.slice(2) }))
        // What is wrong with a value is told where the value stands.
        .filter(({ path }) => referenceOn(file.references, path) === undefined),
    );
  return [...findings, ...unusedInputs(file, parts, inputs)].map((finding) => file.problem(finding));
}

function unknownInput({ name, path }: Reference, inputs: ReadonlyMap<string, BlueprintInput>): Finding {
  const known = inputs.size === 0 ? "none is declared" : `declared: ${[...inputs.keys()].join(", ")}`;
  const finding: Finding = { severity: "error", path, message: `there is no input "${name}" (${known})` };
  const suggestion = nearest(name, inputs.keys());
  return suggestion === undefined ? finding : { ...finding, suggestion };
}

function unusedInputs(
  file: YamlFile,
  parts: Record<string, unknown>,
  inputs: ReadonlyMap<string, BlueprintInput>,
): Finding[] {
  const used = new Set([...file.references.map(({ name }) => name), ...namedIn(parts)]);
  return [...inputs.keys()]
    .filter((name) => !used.has(name))
    .map((name) => ({
      severity: "warning",
      path: ["blueprint", "input", name],
      atKey: true,
      message: `nothing uses this input: neither !input ${name} nor an expression with input.${name}`,
    }));
}

/** Inputs that expressions name. */
function namedIn(value: unknown): string[] {
  if (typeof value === "string")
    return [...value.matchAll(/(?<![\w.])input\s*\.\s*(\w+)/g)].map(([, name = ""]) => name);
  if (Array.isArray(value)) return value.flatMap(namedIn);
  return isRecord(value) ? Object.values(value).flatMap(namedIn) : [];
}
