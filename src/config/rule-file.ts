import type { z } from "zod";
import { isUse, writeOut, type Surroundings, type WrittenOut } from "./blueprint-use.ts";
import { findingsOf } from "./issues.ts";
import type { Finding, Problem } from "./problem.ts";
import { isRecord, shapeOf } from "./schema-shape.ts";
import { RuleAction } from "./schema/actions.ts";
import { Rule, RulesDocument } from "./schema/rules.ts";
import { Condition, Trigger } from "./schema/triggers.ts";
import type { YamlFile } from "./yaml-file.ts";

/** A rule with its place. */
export interface LoadedRule {
  readonly rule: Rule;
  /** False if a trigger was wrong and is left out: what `trigger` holds is not known then. */
  readonly hasAllTriggers: boolean;
  /** False if a part was wrong and is left out. */
  readonly isWhole: boolean;
  /** Whether the file says its `mode`, or leaves it at what it is by default. */
  readonly saysMode: boolean;
  /** Gives a finding about the rule its place in the file; the finding's path begins at the rule. */
  readonly problem: (finding: Finding) => Problem;
}

/** A rule file as plain data with positions. */
export interface RuleFile {
  /** Absolute path. */
  readonly path: string;
  readonly rules: readonly LoadedRule[];
}

const shape = shapeOf(RulesDocument);

/**
 * Checks one rule file against the schema, and writes out what is made from blueprints. Rules that are partly wrong are kept as
 * far as they are right.
 */
export function readRuleFile(
  file: YamlFile,
  around: Surroundings,
): { file: RuleFile; problems: readonly Problem[] } {
  const problems = [...file.problems];
  for (const { path } of file.references) {
    problems.push(
      file.problem({
        severity: "error",
        path,
        message: "rules hold no secrets: !env and !file belong to gatehouse.yaml",
      }),
    );
  }
  if (!file.readable) return { file: { path: file.path, rules: [] }, problems };
  const read = ofRules(file);
  const entries: unknown[] = isRecord(read) && Array.isArray(read.rules) ? read.rules : [];
  const rules = entries.map((entry, index) => {
    if (!isUse(entry)) return asWritten(entry, { file, index });
    const made = writeOut(entry, { file, index }, around);
    if ("rule" in made) return made.rule;
    problems.push(...made.problems);
    return null;
  });
  const data =
    isRecord(read) && Array.isArray(read.rules)
      ? { ...read, rules: rules.map((rule) => rule?.entry ?? STOPGAP) }
      : read;
  problems.push(...schemaProblems(file, data, rules));
  const loaded = rules.flatMap((rule, index) => (rule === null ? [] : (loadedRule(rule, index) ?? [])));
  return { file: { path: file.path, rules: loaded }, problems };
}

/** A file of tests may have rules of its own. */
function ofRules(file: YamlFile): unknown {
  const read = file.data(() => null);
  if (!isRecord(read) || !/\.test\.ya?ml$/.test(file.path)) return read;
  const { tests: _, ...rest } = read;
  return rest;
}

/** Stands for a rule that cannot be written out, so that the others keep their numbers. */
const STOPGAP = {
  id: "stopgap",
  triggers: [{ trigger: "start" }],
  actions: [{ action: "stop", reason: "none" }],
};

function asWritten(entry: unknown, { file, index }: { file: YamlFile; index: number }): Written {
  return {
    entry,
    origin: null,
    problem: (finding) => file.problem({ ...finding, path: ["rules", index, ...finding.path] }),
    written: (path) => file.written(["rules", index, ...path]),
  };
}

type Written = Omit<WrittenOut, "entry"> & { readonly entry: unknown };

function schemaProblems(file: YamlFile, data: unknown, rules: readonly (Written | null)[]): Problem[] {
  const result = RulesDocument.safeParse(data);
  if (result.success) return [];
  const within = (path: readonly (string | number)[]): { rule: Written | null; rest: typeof path } => {
    const [list, index, ...rest] = path;
    const rule = list === "rules" && typeof index === "number" ? (rules[index] ?? null) : null;
    return { rule, rest };
  };
  const written = (path: readonly (string | number)[]): string | null => {
    const { rule, rest } = within(path);
    return rule === null ? file.written(path) : rule.written(rest);
  };
  return findingsOf(result.error.issues, { data, shape, written }).map((finding) => {
    const { rule, rest } = within(finding.path);
    return rule === null ? file.problem(finding) : rule.problem({ ...finding, path: rest });
  });
}

const LISTS = ["triggers", "conditions", "actions"] as const;

function loadedRule(written: Written, index: number): LoadedRule | null {
  const { entry, problem } = written;
  const origin = written.origin === null ? {} : { origin: written.origin };
  const whole = Rule.safeParse(entry);
  if (whole.success)
    return {
      rule: { ...whole.data, ...origin },
      hasAllTriggers: true,
      isWhole: true,
      saysMode: isRecord(entry) && entry.mode !== undefined,
      problem,
    };
  if (!isRecord(entry)) return null;
  const kept = {
    triggers: validItems(entry.triggers, Trigger),
    conditions: validItems(entry.conditions, Condition),
    actions: validItems(entry.actions, RuleAction),
  };
  // An id of their own keeps nameless rules apart from each other while they are checked.
  const id = Rule.shape.id.safeParse(entry.id);
  const part = { id: id.success ? id.data : `rule-${index}-without-an-id` };
  const rule: Rule = {
    ...part,
    ...origin,
    enabled: true,
    mode: "single",
    max: 10,
    triggers: kept.triggers.map((item) => item.value),
    conditions: kept.conditions.map((item) => item.value),
    actions: kept.actions.map((item) => item.value),
  };
  const indices = Object.fromEntries(LISTS.map((list) => [list, kept[list].map((item) => item.index)]));
  const hasAllTriggers = Array.isArray(entry.triggers) && entry.triggers.length === rule.triggers.length;
  const moved = (finding: Finding): Problem => problem(unmoved(finding, indices));
  return { rule, hasAllTriggers, isWhole: false, saysMode: false, problem: moved };
}

function validItems<Schema extends z.ZodType>(
  list: unknown,
  schema: Schema,
): { index: number; value: z.output<Schema> }[] {
  return (Array.isArray(list) ? list : []).flatMap((item: unknown, index) => {
    const result = schema.safeParse(item);
    return result.success ? [{ index, value: result.data }] : [];
  });
}

/** @param indices for each list of which items were left out, where its items stand in the file */
function unmoved(finding: Finding, indices: Readonly<Record<string, readonly number[]>>): Finding {
  const [list, item, ...rest] = finding.path;
  const index = typeof item === "number" ? indices[String(list)]?.[item] : undefined;
  return index === undefined ? finding : { ...finding, path: [String(list), index, ...rest] };
}
