import type { ExpressionLanguage, ExpressionProblem, Variables, VariableType } from "./language.ts";
import type { CompiledConditions, CompiledCondition, CompiledValue } from "./program.ts";
import type { ConditionSource, ValueSource } from "./source.ts";
import { compileTemplate, type Template } from "./template.ts";
import { typeInWords, typeOfValue } from "./variables.ts";

type Path = readonly (string | number)[];

/** Something wrong in a rule: an expression, a template, a sentence. */
export interface FoundProblem {
  /** Path within the rule: `["conditions", 0]`. */
  readonly path: Path;
  /** Where in the text that stands there; null: all of it. */
  readonly within: { readonly offset: number; readonly length: number } | null;
  readonly message: string;
  /** The name that nothing is called by, and what there is instead. */
  readonly unknown?: {
    readonly name: string;
    /** What it should be a part of (`trigger`, `devices` …); null for a variable. */
    readonly owner: string | null;
    readonly valid: readonly string[];
  };
}

/** Compiles the expressions and texts of one rule, whose names it knows, and gathers what is wrong with them. */
export class Scope {
  readonly problems: FoundProblem[] = [];
  readonly #language: ExpressionLanguage;
  readonly #names: Variables;
  readonly #vars: Record<string, VariableType> = {};

  /** @param names everything but the rule's own variables, which come as they are declared */
  constructor(language: ExpressionLanguage, names: Variables) {
    this.#language = language;
    this.#names = names;
  }

  /** Names and types of everything an expression may use. */
  get names(): Variables {
    return { ...this.#names, vars: { ...this.#vars } };
  }

  /** Takes a variable into the scope, with the type of its first value. */
  declare(name: string, source: ValueSource): void {
    const type = this.#vars[name] === undefined ? this.#typeOf(source) : null;
    if (type !== null) this.#vars[name] = type;
  }

  /** A variable's value, ready to be worked out. */
  value({ name, path }: { name: string; path: Path }, source: ValueSource): CompiledValue {
    const type = this.#vars[name] ?? "any";
    const own = this.#typeOf(source);
    if (own !== null && !fits(own, type)) {
      const message = `vars.${name} is ${typeInWords(type)} where it is set first, and this is ${typeInWords(own)}`;
      this.problems.push({ path, within: null, message });
    }
    const place = { name, path: path.join("/"), type };
    if (typeof source !== "string")
      return { ...place, value: { fixed: typeof source === "object" ? [...source] : source } };
    const text = this.text(source, path);
    const [part] = text.parts;
    if (text.parts.length !== 1 || part === undefined || typeof part === "string")
      return { ...place, value: { text } };
    return { ...place, value: { expression: part } };
  }

  conditions(sources: readonly ConditionSource[], path: Path): CompiledConditions {
    const all = sources.flatMap((source, index) => this.#condition(source, [...path, index]) ?? []);
    return { path: path.join("/"), all };
  }

  text(source: string, path: Path): Template {
    const { template, problems } = compileTemplate(source, {
      language: this.#language,
      variables: this.names,
    });
    for (const problem of problems) this.#report(problem, { path, source });
    return template;
  }

  #condition(source: ConditionSource, path: Path): CompiledCondition | null {
    if (typeof source !== "string") return { structured: source };
    const compiled = this.#language.compile(source, { variables: this.names, expected: "bool" });
    if (compiled.ok) return { expression: compiled.expression, mentions: namesIn(source) };
    this.#report(compiled.problem, { path, source });
    return null;
  }

  /** Null: nobody knows, because it is wrong; that is told where it is compiled. */
  #typeOf(source: ValueSource): VariableType | null {
    if (typeof source !== "string") return typeOfValue(source);
    const only = /^\{\{((?:(?!\}\}).)*)\}\}$/s.exec(source)?.[1];
    if (only === undefined) return "string";
    const compiled = this.#language.compile(only, { variables: this.names, expected: "any" });
    return compiled.ok ? compiled.type : null;
  }

  #report(problem: ExpressionProblem, { path, source }: { path: Path; source: string }): void {
    const within = { offset: problem.offset, length: problem.length };
    const found: FoundProblem = { path, within, message: problem.message };
    const { unknown } = problem;
    const names =
      unknown === undefined ? {} : { unknown: { name: unknown, ...this.#namesAt(source, problem.offset) } };
    this.problems.push({ ...found, ...names });
  }

  /** The names that could stand at `offset`: the fields of `trigger.`, `devices.`, `wait.trigger.` …, or the variables. */
  #namesAt(source: string, offset: number): { owner: string | null; valid: string[] } {
    const path = /(?:\w+\s*\.\s*)*$/.exec(source.slice(0, offset))?.[0].match(/\w+/g) ?? [];
    let type: VariableType | undefined = this.names;
    for (const name of path) type = typeof type === "object" ? type[name] : undefined;
    return { owner: path.at(-1) ?? null, valid: typeof type === "object" ? Object.keys(type) : [] };
  }
}

function fits(type: VariableType, known: VariableType): boolean {
  return type === known || type === "any" || known === "any" || (type === "int" && known === "double");
}

/** Names in one expression that a trace keeps the values of. */
const NAMES_MAX = 6;

function namesIn(source: string): string[] {
  const code = source.replaceAll(/"[^"]*"|'[^']*'/g, '""');
  const names =
    /\b(?:(?:trigger|devices|cameras|now|vars|input|repeat|wait)(?:\.\w+)+|mode|people|answer)\b/g;
  return [...new Set(code.match(names))].slice(0, NAMES_MAX);
}
