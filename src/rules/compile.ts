import { fingerprintOf } from "./fingerprint.ts";
import type { ExpressionLanguage, ExpressionProblem, Variables } from "./language.ts";
import { listenersOf } from "./listeners.ts";
import { localClock } from "./local-time.ts";
import type { CompiledAction, CompiledCondition, CompiledRule, DeclaredWorld, Program } from "./program.ts";
import type { ActionSource, RuleSource, SlotWords, TriggerKind, TriggerOf } from "./source.ts";
import { compileTemplate, type Template } from "./template.ts";
import { triggerFields, variablesFor } from "./variables.ts";

/** Something wrong in a rule: an expression, a template, a sentence. */
export interface RuleProblem {
  /** Position of the rule in the list that was compiled. */
  readonly rule: number;
  /** Path within the rule: `["conditions", 0]`. */
  readonly path: readonly (string | number)[];
  /** Where in the text that stands there. */
  readonly within: { readonly offset: number; readonly length: number };
  readonly message: string;
  /** The name that nothing is called by, and what there is instead. */
  readonly unknown?: {
    readonly name: string;
    /** What it should be a part of (`trigger`, `devices` …); null for a variable. */
    readonly owner: string | null;
    readonly valid: readonly string[];
  };
}

/** Checks a sentence template with its slots' lists; the voice stage can, and the composition root passes it in. */
export type SentenceCheck = (
  sentence: string,
  slots: Readonly<Record<string, SlotWords>>,
) => { readonly ok: true } | { readonly ok: false; readonly message: string; readonly offset: number };

/** What compiling needs besides the rules. */
export interface CompileOptions {
  readonly language: ExpressionLanguage;
  readonly checkSentence?: SentenceCheck;
}

/**
 * Checks every expression and template of the rules against the types of what it uses, and indexes the rules by event.
 * Rules with problems are not in the program.
 */
export function compile(
  rules: readonly RuleSource[],
  world: DeclaredWorld,
  options: CompileOptions,
): { program: Program; problems: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const compiled = new Map<string, CompiledRule>();
  for (const [index, rule] of rules.entries()) {
    const unit = new RuleCompiler(rule, { ...options, world });
    const result = unit.compile();
    problems.push(...unit.problems.map((problem) => ({ ...problem, rule: index })));
    if (rule.enabled && unit.problems.length === 0) compiled.set(rule.id, result);
  }
  return { program: programOf(compiled, world), problems };
}

function programOf(rules: ReadonlyMap<string, CompiledRule>, world: DeclaredWorld): Program {
  const { listeners, names } = listenersOf(rules.values());
  return { rules, listeners, listensTo: names, world, localTime: localClock(world.timeZone) };
}

type Found = Omit<RuleProblem, "rule">;

/** Compiles one rule, gathering its problems. */
class RuleCompiler {
  readonly problems: Found[] = [];
  readonly #rule: RuleSource;
  readonly #options: CompileOptions;
  readonly #kinds: readonly TriggerKind[];
  readonly #variables: Variables;

  constructor(rule: RuleSource, options: CompileOptions & { readonly world: DeclaredWorld }) {
    this.#rule = rule;
    this.#options = options;
    this.#kinds = [...new Set(rule.triggers.map((trigger) => trigger.trigger))];
    this.#variables = variablesFor(options.world, this.#kinds);
  }

  compile(): CompiledRule {
    const { id, mode, max, triggers, conditions, actions } = this.#rule;
    for (const [index, trigger] of triggers.entries()) {
      if (trigger.trigger === "voice") this.#checkSentences(trigger, index);
    }
    return {
      id,
      mode,
      max,
      triggers,
      fields: triggerFields(this.#kinds),
      conditions: conditions.flatMap((condition, index) => this.#condition(condition, index) ?? []),
      hasExpressions: conditions.some((condition) => typeof condition === "string"),
      actions: this.#actions(actions, ["actions"], 0),
      fingerprint: fingerprintOf(this.#rule),
    };
  }

  #checkSentences({ sentences, slots }: TriggerOf<"voice">, trigger: number): void {
    for (const [index, sentence] of sentences.entries()) {
      const checked = this.#options.checkSentence?.(sentence, slots);
      if (checked === undefined || checked.ok) continue;
      const within = { offset: checked.offset, length: 1 };
      this.problems.push({
        path: ["triggers", trigger, "sentences", index],
        within,
        message: checked.message,
      });
    }
  }

  #condition(condition: RuleSource["conditions"][number], index: number): CompiledCondition | null {
    if (typeof condition !== "string") return { structured: condition };
    const { language } = this.#options;
    const compiled = language.compile(condition, { variables: this.#variables, expected: "bool" });
    if (compiled.ok) return { expression: compiled.expression, mentions: namesIn(condition) };
    this.#report(compiled.problem, { path: ["conditions", index], source: condition });
    return null;
  }

  /** The actions one after the other, each with what follows it, as if the first had the number `first`. */
  #actions(sources: readonly ActionSource[], path: Found["path"], first: number): CompiledAction[] {
    const flat: CompiledAction[] = [];
    for (const [index, source] of sources.entries()) {
      const place = [...path, index];
      const templates = this.#templates(source, place);
      const hasTexts = Object.keys(templates).length > 0;
      const at = first + flat.length;
      if (source.action !== "ask") {
        flat.push({ source, templates, hasTexts, path: place.join("/"), next: at + 1, otherwise: at + 1 });
        continue;
      }
      const then = this.#actions(source.then, [...place, "then"], at + 1);
      const otherwise = at + 1 + then.length;
      const other = this.#actions(source.else, [...place, "else"], otherwise);
      const end = otherwise + other.length;
      const next = then.length === 0 ? end : at + 1;
      flat.push({ source, templates, hasTexts, path: place.join("/"), next, otherwise });
      // Whatever ends the first branch goes on behind the second.
      flat.push(...then.map((action) => rerouted(action, otherwise, end)), ...other);
    }
    return flat;
  }

  #templates(source: ActionSource, place: Found["path"]): CompiledAction["templates"] {
    const templates: Record<string, Template> = {};
    for (const [field, text] of textsOf(source)) {
      const context = { language: this.#options.language, variables: this.#variables };
      const { template, problems } = compileTemplate(text, context);
      templates[field] = template;
      for (const problem of problems) this.#report(problem, { path: [...place, field], source: text });
    }
    return templates;
  }

  #report(problem: ExpressionProblem, { path, source }: { path: Found["path"]; source: string }): void {
    const within = { offset: problem.offset, length: problem.length };
    const found: Found = { path, within, message: problem.message };
    const { unknown } = problem;
    const names =
      unknown === undefined ? {} : { unknown: { name: unknown, ...this.#namesAt(source, problem.offset) } };
    this.problems.push({ ...found, ...names });
  }

  /** The names that could stand at `offset`: the fields of `trigger.`, `devices.` …, or the variables. */
  #namesAt(source: string, offset: number): { owner: string | null; valid: string[] } {
    const owner = /([a-z_]+)\s*\.\s*$/i.exec(source.slice(0, offset))?.[1] ?? null;
    const type = owner === null ? this.#variables : this.#variables[owner];
    return { owner, valid: typeof type === "object" ? Object.keys(type) : [] };
  }
}

/** Names in one expression that a trace keeps the values of. */
const NAMES_MAX = 6;

function namesIn(source: string): string[] {
  const code = source.replaceAll(/"[^"]*"|'[^']*'/g, '""');
  const names = /\b(?:(?:trigger|devices|cameras|now|vars)(?:\.\w+)+|mode|people|answer)\b/g;
  return [...new Set(code.match(names))].slice(0, NAMES_MAX);
}

function rerouted(action: CompiledAction, from: number, to: number): CompiledAction {
  const moved = (target: number): number => (target === from ? to : target);
  return { ...action, next: moved(action.next), otherwise: moved(action.otherwise) };
}

/** The fields of an action that are templates. */
function textsOf(action: ActionSource): [string, string][] {
  switch (action.action) {
    case "mode":
      return [["set", action.set]];
    case "record":
    case "snapshot":
      return [["camera", action.camera]];
    case "notify":
      return [["message", action.message]];
    case "speak":
      return [["text", action.text]];
    case "ask":
      return [
        ["question", action.question],
        ["microphone", action.microphone],
      ];
    case "mqtt":
      return [
        ["topic", action.topic],
        ["payload", action.payload],
      ];
    case "device":
    case "listen":
    case "wait":
      return [];
  }
}
