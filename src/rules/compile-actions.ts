import type { CompiledAction, CompiledConditions, CompiledRounds, CompiledWork } from "./program.ts";
import type { FoundProblem, Scope } from "./scope.ts";
import type { ActionOf, ActionSource } from "./source.ts";
import type { Template } from "./template.ts";

type Path = FoundProblem["path"];

/** Actions in each other so deep are nothing that a person can follow. */
const DEPTH_MAX = 8;
/** More actions in one rule are not compiled, those in others counted too. */
const ACTIONS_MAX = 500;

/** A place in the list that is known when everything before it has been written. */
interface Label {
  at: number;
}

/** The actions of a rule as one list, with numbers for what comes after what. Problems go to the scope. */
export function compileActions(sources: readonly ActionSource[], scope: Scope): CompiledAction[] {
  const compiler = new ActionCompiler(scope);
  const end: Label = { at: 0 };
  compiler.sequence(sources, ["actions"], end);
  return compiler.finish(end);
}

class ActionCompiler {
  readonly #scope: Scope;
  /** Written when the place of every label is known. */
  readonly #actions: (() => CompiledAction)[] = [];
  /** Of the list that is being written; the rule's own is not in any other. */
  #depth = 0;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  finish(end: Label): CompiledAction[] {
    end.at = this.#actions.length;
    return this.#actions.map((action) => action());
  }

  /** One after the other, then `after`. Returns where the first of them is: `after` if there is none. */
  sequence(sources: readonly ActionSource[], path: Path, after: Label): Label {
    if (sources.length === 0) return after;
    if (this.#depth > DEPTH_MAX) {
      this.#refuse(path, `actions are nested more than ${DEPTH_MAX} deep`);
      return after;
    }
    this.#depth += 1;
    const first: Label = { at: 0 };
    let start = first;
    for (const [index, source] of sources.entries()) {
      start.at = this.#actions.length;
      const next = index === sources.length - 1 ? after : { at: 0 };
      this.#one(source, [...path, index], next);
      start = next;
    }
    this.#depth -= 1;
    return first;
  }

  #one(source: ActionSource, path: Path, after: Label): void {
    if (this.#actions.length >= ACTIONS_MAX) {
      this.#refuse(path, `a rule has at most ${ACTIONS_MAX} actions`);
      return;
    }
    switch (source.action) {
      case "ask":
        this.#ask(source, path, after);
        return;
      case "choose":
        this.#choose(source, path, after);
        return;
      case "if":
        this.#if(source, path, after);
        return;
      case "repeat":
        this.#repeat(source, path, after);
        return;
      case "parallel":
        this.#parallel(source, path, after);
        return;
      case "wait":
        this.#write(path, () => ({ kind: "wait", ms: source.for, next: after.at }));
        return;
      case "wait_for": {
        const { triggers, timeout: timeoutMs, continue_on_timeout: goesOn } = source;
        this.#write(path, () => ({ kind: "wait-for", triggers, timeoutMs, goesOn, next: after.at }));
        return;
      }
      case "timer": {
        const { timer, for: ms = null } = source;
        this.#write(path, () => ({ kind: "timer", timer, ms, next: after.at }));
        return;
      }
      case "set": {
        const values = Object.entries(source.variables).map(([name, value]) =>
          this.#scope.value({ name, path: [...path, "variables", name] }, value),
        );
        this.#write(path, () => ({ kind: "set", values, next: after.at }));
        return;
      }
      case "stop": {
        const reason = this.#scope.text(source.reason, [...path, "reason"]);
        this.#write(path, () => ({ kind: "stop", reason, isError: source.error }));
        return;
      }
      default: {
        const texts = this.#texts(textsOf(source), path);
        this.#write(path, () => ({ kind: "request", source, ...texts, next: after.at }));
      }
    }
  }

  #ask(source: ActionOf<"ask">, path: Path, after: Label): void {
    const asked = [
      ["question", source.question],
      ["microphone", source.microphone],
    ] as const;
    const texts = this.#texts(asked, path);
    let [then, otherwise] = [after, after];
    this.#write(path, () => ({ kind: "ask", source, ...texts, next: then.at, otherwise: otherwise.at }));
    then = this.sequence(source.then, [...path, "then"], after);
    otherwise = this.sequence(source.else, [...path, "else"], after);
  }

  #choose(source: ActionOf<"choose">, path: Path, after: Label): void {
    const place = (index: number, key: string): Path => [...path, "options", index, key];
    let options: { readonly conditions: CompiledConditions; readonly then: Label }[] = [];
    let otherwise = after;
    this.#write(path, () => ({
      kind: "choose",
      options: options.map(({ conditions, then }) => ({ conditions, then: then.at })),
      otherwise: otherwise.at,
    }));
    options = source.options.map(({ conditions, then }, index) => ({
      conditions: this.#scope.conditions(conditions, place(index, "conditions")),
      then: this.sequence(then, place(index, "then"), after),
    }));
    otherwise = this.sequence(source.else, [...path, "else"], after);
  }

  #if(source: ActionOf<"if">, path: Path, after: Label): void {
    const conditions = this.#scope.conditions(source.if, [...path, "if"]);
    let [then, otherwise] = [after, after];
    this.#write(path, () => ({
      kind: "choose",
      options: [{ conditions, then: then.at }],
      otherwise: otherwise.at,
    }));
    then = this.sequence(source.then, [...path, "then"], after);
    otherwise = this.sequence(source.else, [...path, "else"], after);
  }

  #repeat(source: ActionOf<"repeat">, path: Path, after: Label): void {
    const { max } = source;
    const rounds = this.#rounds(source, path);
    const round: Label = { at: this.#actions.length + 1 };
    let body = round;
    this.#write(path, () => ({ kind: "repeat", next: round.at }));
    this.#write(path, () => ({ kind: "round", rounds, max, body: body.at, next: after.at }));
    body = this.sequence(source.actions, [...path, "actions"], round);
  }

  #rounds({ count, while: again, until = [] }: ActionOf<"repeat">, path: Path): CompiledRounds {
    if (count !== undefined) return { count: this.#scope.text(String(count), [...path, "count"]) };
    if (again !== undefined) return { while: this.#scope.conditions(again, [...path, "while"]) };
    return { until: this.#scope.conditions(until, [...path, "until"]) };
  }

  #parallel(source: ActionOf<"parallel">, path: Path, after: Label): void {
    let branches: Label[] = [];
    this.#write(path, () => ({
      kind: "parallel",
      branches: branches.map(({ at }) => at),
      next: after.at,
    }));
    branches = source.branches.map((branch, index) => {
      const join: Label = { at: 0 };
      const first = this.sequence(branch, [...path, "branches", index], join);
      join.at = this.#actions.length;
      this.#write([...path, "branches", index], () => ({ kind: "join" }));
      return first;
    });
  }

  #write(path: Path, work: () => CompiledWork): void {
    this.#actions.push(() => ({ ...work(), path: path.join("/") }));
  }

  #texts(
    fields: readonly (readonly [string, string])[],
    path: Path,
  ): { templates: Record<string, Template>; hasTexts: boolean } {
    const templates = Object.fromEntries(
      fields.map(([field, text]) => [field, this.#scope.text(text, [...path, ...field.split("/")])]),
    );
    return { templates, hasTexts: fields.length > 0 };
  }

  #refuse(path: Path, message: string): void {
    this.#scope.problems.push({ path, within: null, message });
  }
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
    case "mqtt":
      return [
        ["topic", action.topic],
        ["payload", action.payload],
      ];
    case "http":
      return [
        ["url", action.url],
        ...(action.body === undefined ? [] : [["body", action.body] as [string, string]]),
        ...Object.entries(action.headers).map(([name, text]): [string, string] => [`headers/${name}`, text]),
      ];
    default:
      return [];
  }
}
