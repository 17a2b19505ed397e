import type { z } from "zod";
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

/** Checks one rule file against the schema. Rules that are partly wrong are kept as far as they are right. */
export function readRuleFile(file: YamlFile): { file: RuleFile; problems: Problem[] } {
  const data = file.data(() => null);
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
  const result = RulesDocument.safeParse(data);
  if (!result.success) {
    const written = (path: readonly (string | number)[]): string | null => file.written(path);
    const findings = findingsOf(result.error.issues, { data, shape, written });
    problems.push(...findings.map((finding) => file.problem(finding)));
  }
  const entries = isRecord(data) && Array.isArray(data.rules) ? data.rules : [];
  const rules = entries.flatMap((entry: unknown, index) => loadedRule(entry, { file, index }) ?? []);
  return { file: { path: file.path, rules }, problems };
}

const LISTS = ["triggers", "conditions", "actions"] as const;

function loadedRule(entry: unknown, place: { file: YamlFile; index: number }): LoadedRule | null {
  const whole = Rule.safeParse(entry);
  if (whole.success)
    return {
      rule: whole.data,
      hasAllTriggers: true,
      isWhole: true,
      saysMode: isRecord(entry) && entry.mode !== undefined,
      problem: (finding) => locate(finding, place, {}),
    };
  if (!isRecord(entry)) return null;
  const kept = {
    triggers: validItems(entry.triggers, Trigger),
    conditions: validItems(entry.conditions, Condition),
    actions: validItems(entry.actions, RuleAction),
  };
  // An id of their own keeps nameless rules apart from each other while they are checked.
  const id = Rule.shape.id.safeParse(entry.id);
  const part = { id: id.success ? id.data : `rule-${place.index}-without-an-id` };
  const rule: Rule = {
    ...part,
    enabled: true,
    mode: "single",
    max: 10,
    triggers: kept.triggers.map((item) => item.value),
    conditions: kept.conditions.map((item) => item.value),
    actions: kept.actions.map((item) => item.value),
  };
  const indices = Object.fromEntries(LISTS.map((list) => [list, kept[list].map((item) => item.index)]));
  const hasAllTriggers = Array.isArray(entry.triggers) && entry.triggers.length === rule.triggers.length;
  const locateIt = (finding: Finding): Problem => locate(finding, place, indices);
  return { rule, hasAllTriggers, isWhole: false, saysMode: false, problem: locateIt };
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

/** `indices`: for each list of which items were left out, where its items stand in the file. */
function locate(
  finding: Finding,
  { file, index }: { file: YamlFile; index: number },
  indices: Readonly<Record<string, readonly number[]>>,
): Problem {
  const [list, item, ...rest] = finding.path;
  const moved = typeof item === "number" ? indices[String(list)]?.[item] : undefined;
  const path = moved === undefined ? finding.path : [String(list), moved, ...rest];
  return file.problem({ ...finding, path: ["rules", index, ...path] });
}
