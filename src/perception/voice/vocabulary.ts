import { GatehouseError } from "../../runtime/errors.ts";
import { parseTemplate, SILENT, type ParsedTemplate, type Template } from "./template.ts";
import { parseList, type ListSource, type ListValue } from "./word-list.ts";

/** What templates may name: lists of values for `{slot}`, and templates for `<rule>`. */
export interface VocabularySource {
  readonly lists?: Readonly<Record<string, ListSource>> | undefined;
  readonly rules?: Readonly<Record<string, string>> | undefined;
}

/** The same, parsed. */
export interface Vocabulary {
  readonly lists: ReadonlyMap<string, readonly ListValue[]>;
  readonly rules: ReadonlyMap<string, Template>;
}

/** Something wrong with a template; an `error` keeps it from being used. */
export interface TemplateProblem {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly offset: number;
}

/** Parses lists and rules; throws `VOICE_VOCABULARY` (usage) at the first that cannot be spoken. */
export function parseVocabulary(source: VocabularySource): Vocabulary {
  const lists = new Map<string, readonly ListValue[]>();
  for (const [name, list] of Object.entries(source.lists ?? {})) {
    const parsed = parseList(list);
    if (!parsed.ok) throw unusable(`the list {${name}}: ${parsed.message}`);
    lists.set(name, parsed.values);
  }
  const rules = new Map<string, Template>();
  for (const [name, text] of Object.entries(source.rules ?? {})) {
    const parsed = parseTemplate(text, { maybeSilent: true });
    if (!parsed.ok) throw unusable(`<${name}>, character ${parsed.offset + 1}: ${parsed.message}`);
    rules.set(name, parsed.template);
  }
  return { lists, rules };
}

function unusable(what: string): GatehouseError {
  return new GatehouseError("VOICE_VOCABULARY", `The voice vocabulary cannot be used: ${what}.`, {
    kind: "usage",
  });
}

/** No lists and no rules. */
export const NO_VOCABULARY: Vocabulary = { lists: new Map(), rules: new Map() };

/** Like `parseTemplate`, and the names it uses exist. */
export function parseSentence(text: string, vocabulary: Vocabulary = NO_VOCABULARY): ParsedTemplate {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return parsed;
  const problem = checkTemplate(parsed.template, vocabulary).find(({ severity }) => severity === "error");
  return problem === undefined ? parsed : { ok: false, message: problem.message, offset: problem.offset };
}

/** Looks for names that do not exist, rules that contain themselves, and sentences that are silent or too short to be safe. */
export function checkTemplate(template: Template, vocabulary: Vocabulary): readonly TemplateProblem[] {
  const problems = [...unknownNames(template, vocabulary, [])];
  const fewest = problems.length === 0 ? fewestWords(template, vocabulary) : Infinity;
  if (fewest === 0) problems.push({ severity: "error", message: SILENT, offset: 0 });
  if (fewest === 1)
    problems.push({
      severity: "warning",
      message: "a single word is easily misheard; use at least two",
      offset: 0,
    });
  return problems;
}

function* unknownNames(
  node: Template,
  vocabulary: Vocabulary,
  within: readonly string[],
): Generator<TemplateProblem> {
  switch (node.kind) {
    case "word":
      return;
    case "slot":
      if ((vocabulary.lists.get(node.list)?.length ?? 0) === 0)
        yield { severity: "error", message: `no list is named "${node.list}"`, offset: node.offset };
      return;
    case "optional":
      yield* unknownNames(node.item, vocabulary, within);
      return;
    case "choice":
    case "sequence":
      for (const item of node.items) yield* unknownNames(item, vocabulary, within);
      return;
    case "rule": {
      const rule = vocabulary.rules.get(node.rule);
      if (rule === undefined)
        yield { severity: "error", message: `no rule is named "${node.rule}"`, offset: node.offset };
      else if (within.includes(node.rule))
        yield { severity: "error", message: `<${node.rule}> contains itself`, offset: node.offset };
      else
        for (const inner of unknownNames(rule, vocabulary, [...within, node.rule]))
          yield { ...inner, message: `in <${node.rule}>: ${inner.message}`, offset: node.offset };
    }
  }
}

function fewestWords(node: Template, vocabulary: Vocabulary): number {
  switch (node.kind) {
    case "word":
      return 1;
    case "optional":
      return 0;
    case "slot":
      return Math.min(...(vocabulary.lists.get(node.list) ?? []).map((value) => value.words.length));
    case "rule": {
      const rule = vocabulary.rules.get(node.rule);
      return rule === undefined ? 1 : fewestWords(rule, vocabulary);
    }
    case "choice":
      return Math.min(...node.items.map((item) => fewestWords(item, vocabulary)));
    case "sequence":
      return node.items.reduce((sum, item) => sum + fewestWords(item, vocabulary), 0);
  }
}
