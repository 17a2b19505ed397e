import { compileActions } from "./compile-actions.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { ExpressionLanguage } from "./language.ts";
import { listenersOf } from "./listeners.ts";
import { localClock } from "./local-time.ts";
import type { CompiledRule, DeclaredWorld, Program } from "./program.ts";
import { Scope, type FoundProblem } from "./scope.ts";
import type { RuleSource, SlotWords, TriggerOf } from "./source.ts";
import { namesFor } from "./variables.ts";
import { everyAction } from "./within.ts";

/** Something wrong in a rule, with the position of the rule in the list that was compiled. */
export type RuleProblem = FoundProblem & { readonly rule: number };

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
  for (const [index, source] of rules.entries()) {
    const { rule, problems: found } = compileRule(source, world, options);
    problems.push(...found.map((problem) => ({ ...problem, rule: index })));
    if (source.enabled && found.length === 0) compiled.set(rule.id, rule);
  }
  const { listeners, onTimer, names } = listenersOf([...compiled.values()]);
  const revived = new Map<string, CompiledRule | null>();
  const revive: Program["revive"] = (source, fingerprint) => {
    const known = revived.get(fingerprint);
    if (known !== undefined) return known;
    const rule = revivedRule(source, world, options);
    revived.set(fingerprint, rule);
    return rule;
  };
  const localTime = localClock(world.timeZone);
  const program = { rules: compiled, listeners, onTimer, listensTo: names, revive, world, localTime };
  return { program, problems };
}

/** An older version, as it was stored with a run of it; null if this house cannot run it any more. */
function revivedRule(source: RuleSource, world: DeclaredWorld, options: CompileOptions): CompiledRule | null {
  try {
    const { rule, problems } = compileRule(source, world, options);
    return problems.length === 0 ? rule : null;
  } catch {
    return null;
  }
}

function compileRule(
  source: RuleSource,
  world: DeclaredWorld,
  { language, checkSentence }: CompileOptions,
): { rule: CompiledRule; problems: readonly FoundProblem[] } {
  const scope = new Scope(language, namesFor(world, source));
  declareVariables(source, scope);
  for (const [index, trigger] of source.triggers.entries()) {
    if (trigger.trigger === "voice" && checkSentence !== undefined)
      scope.problems.push(...sentenceProblems(trigger, index, checkSentence));
  }
  const { id, mode, max, triggers } = source;
  const variables = Object.entries(source.variables ?? {}).map(([name, value]) =>
    scope.value({ name, path: ["variables", name] }, value),
  );
  const conditions = scope.conditions(source.conditions, ["conditions"]);
  const actions = compileActions(source.actions, scope);
  const compiled = { variables, conditions, actions, names: scope.names, fingerprint: fingerprintOf(source) };
  return { rule: { id, source, mode, max, triggers, ...compiled }, problems: scope.problems };
}

/** Takes in all names before anything that may use them: a loop reads in its second round what the first has set. */
function declareVariables({ variables, actions }: RuleSource, scope: Scope): void {
  const sets = everyAction(actions).flatMap(({ action }) =>
    action.action === "set" ? [action.variables] : [],
  );
  const values = [variables ?? {}, ...sets].flatMap((one) => Object.entries(one));
  // Twice: a value may be worked out from a variable that is set further below.
  for (const [name, value] of [...values, ...values]) scope.declare(name, value);
}

function sentenceProblems(
  { sentences, slots }: TriggerOf<"voice">,
  trigger: number,
  check: SentenceCheck,
): FoundProblem[] {
  return sentences.flatMap((sentence, index): FoundProblem[] => {
    const checked = check(sentence, slots);
    if (checked.ok) return [];
    const within = { offset: checked.offset, length: 1 };
    return [{ path: ["triggers", trigger, "sentences", index], within, message: checked.message }];
  });
}
