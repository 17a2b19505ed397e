import type { Request } from "../events/action.ts";
import { messageOf } from "../runtime/errors.ts";
import { renderAction } from "./actions.ts";
import { judge, valuesFor, type Judged } from "./conditions.ts";
import type { Json } from "./language.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledAction, CompiledConditions, CompiledRule, Program } from "./program.ts";
import type { Deadline, EngineState, RunState, Strand } from "./state.ts";
import { at, joined, split, withSteps, withStrand } from "./strands.ts";
import { render } from "./template.ts";
import type { ActionOfKind, Moment } from "./turn.ts";
import { workedOut } from "./values.ts";

/** Actions of one run at one moment: a loop without a wait, however it is nested, ends here. */
const ACTIONS_MAX = 1000;
/** A counted loop goes round so often at most. */
const ROUNDS_MAX = 1000;
/** Branches of one run that may be under way at once. */
const STRANDS_MAX = 64;
/** A question is spoken first, and others may be spoken before it; later than this nobody will answer it. */
const ASKED_LONGEST_MS = 60_000;

/** How far a run came. */
export interface Moved {
  readonly run: RunState;
  readonly requests: readonly Request[];
  /** Timers that it has started, or cancelled (null). */
  readonly timers: Readonly<Record<string, Deadline | null>>;
  /** Null: it waits for something. */
  readonly end: "finished" | "stopped" | "error" | null;
}

/** What a run moves in. */
export interface Surroundings {
  readonly program: Program;
  readonly state: EngineState;
  readonly moment: Moment;
}

/** Goes on with a run, strand by strand, until all of it waits or it is over. Pure. */
export function move(rule: CompiledRule, run: RunState, around: Surroundings): Moved {
  return new Mover(rule, run, around).move();
}

class Mover {
  readonly #rule: CompiledRule;
  readonly #around: Surroundings;
  readonly #requests: Request[] = [];
  readonly #timers: Record<string, Deadline | null> = {};
  #run: RunState;
  #end: Moved["end"] = null;

  constructor(rule: CompiledRule, run: RunState, around: Surroundings) {
    this.#rule = rule;
    this.#run = run;
    this.#around = around;
  }

  move(): Moved {
    for (let count = 0; this.#end === null; count += 1) {
      const strand = this.#run.strands.find(({ awaits }) => awaits === null);
      if (strand === undefined) break;
      const action = this.#rule.actions[strand.next];
      if (action === undefined) this.#run = joined(this.#run, strand);
      else if (count >= ACTIONS_MAX)
        this.#fail(action, `${ACTIONS_MAX} actions without a wait: a loop that does not end`);
      else this.#perform(action, strand);
    }
    const isOver = this.#run.strands.length === 0;
    const end = this.#end ?? (isOver ? "finished" : null);
    return { run: this.#run, requests: this.#requests, timers: this.#timers, end };
  }

  #perform(action: CompiledAction, strand: Strand): void {
    try {
      this.#do(action, { ...strand, path: action.path });
    } catch (error) {
      this.#fail(action, messageOf(error));
    }
  }

  #do(action: CompiledAction, strand: Strand): void {
    switch (action.kind) {
      case "request":
      case "ask":
        this.#ask(action, strand);
        return;
      case "wait":
        this.#tell(action, "waiting", `waits ${action.ms / 1000} s`);
        this.#put({ ...strand, next: action.next, awaits: "time", wake: this.#in(action.ms) });
        return;
      case "wait-for":
        this.#tell(action, "waiting", `waits for a trigger, ${action.timeoutMs / 1000} s at most`);
        this.#put({ ...strand, awaits: "event", wake: this.#in(action.timeoutMs) });
        return;
      case "choose":
        this.#choose(action, strand);
        return;
      case "repeat":
        this.#put(at({ ...strand, rounds: [...strand.rounds, 0] }, action.next));
        return;
      case "round":
        this.#round(action, strand);
        return;
      case "parallel":
        this.#split(action, strand);
        return;
      case "join":
        this.#run = joined(this.#run, strand);
        return;
      case "timer":
        this.#timer(action, strand);
        return;
      case "set":
        this.#set(action, strand);
        return;
      case "stop": {
        const why = render(action.reason, this.#values(strand));
        this.#tell(action, action.isError ? "error" : "done", why);
        this.#end = action.isError ? "error" : "stopped";
      }
    }
  }

  #ask(action: ActionOfKind<"request"> | ActionOfKind<"ask">, strand: Strand): void {
    const values = action.hasTexts ? this.#values(strand) : {};
    const { id, requests, rule, cause } = this.#run;
    const { at: now, t } = this.#around.moment;
    const request: Request = {
      id: `${id}/${requests + 1}`,
      action: renderAction(action, values, this.#around.program.world),
      by: { kind: "rule", rule, ruleRun: id },
      cause,
      at: now,
      t,
    };
    this.#requests.push(request);
    this.#run = { ...this.#run, requests: requests + 1 };
    this.#tell(action, "requested", request.id);
    if (action.kind === "request") {
      this.#put(at(strand, action.next));
      return;
    }
    const wake = this.#in(action.source.timeout + ASKED_LONGEST_MS);
    this.#put({ ...strand, awaits: "answer", request: request.id, wake });
  }

  #timer(action: ActionOfKind<"timer">, strand: Strand): void {
    const { timer, ms } = action;
    this.#timers[timer] = ms === null ? null : this.#in(ms);
    this.#tell(action, "done", ms === null ? `cancels ${timer}` : `starts ${timer}, ${ms / 1000} s`);
    this.#put(at(strand, action.next));
  }

  #split(action: ActionOfKind<"parallel">, strand: Strand): void {
    if (this.#run.strands.length + action.branches.length > STRANDS_MAX)
      this.#fail(action, `more than ${STRANDS_MAX} branches at once`);
    else this.#run = split(this.#run, strand, action);
  }

  #choose(action: ActionOfKind<"choose">, strand: Strand): void {
    for (const [index, { conditions, then }] of action.options.entries()) {
      const outcome = this.#judge(conditions, strand);
      if (outcome === "error") {
        this.#end = "error";
        return;
      }
      if (outcome === "false") continue;
      if (action.options.length > 1) this.#tell(action, "done", `option ${index + 1}`);
      this.#put(at(strand, then));
      return;
    }
    if (action.options.length > 1) this.#tell(action, "done", "none of the options");
    this.#put(at(strand, action.otherwise));
  }

  #round(action: ActionOfKind<"round">, strand: Strand): void {
    const done = strand.rounds.at(-1) ?? 0;
    const goesOn = this.#goesOn(action, { strand, done });
    if (goesOn === "error") {
      this.#end = "error";
      return;
    }
    const around = strand.rounds.slice(0, -1);
    if (goesOn === "false") {
      this.#tell(action, "done", done === 1 ? "1 round" : `${done} rounds`);
      this.#put(at({ ...strand, rounds: around }, action.next));
    } else if (!("count" in action.rounds) && done >= action.max)
      this.#fail(action, `went round ${action.max} times already (max)`);
    else this.#put(at({ ...strand, rounds: [...around, done + 1] }, action.body));
  }

  #goesOn(
    action: ActionOfKind<"round">,
    { strand, done }: { strand: Strand; done: number },
  ): Judged["outcome"] {
    const { rounds } = action;
    if ("count" in rounds) {
      const text = render(rounds.count, this.#values(strand));
      const count = Number(text);
      if (Number.isInteger(count) && count <= ROUNDS_MAX && text.trim() !== "")
        return done < count ? "true" : "false";
      this.#tell(action, "error", `"${text}" is no number of rounds up to ${ROUNDS_MAX}`);
      return "error";
    }
    if ("while" in rounds) return this.#judge(rounds.while, strand);
    if (done === 0) return "true";
    const isEnough = this.#judge(rounds.until, strand);
    return isEnough === "error" ? "error" : isEnough === "true" ? "false" : "true";
  }

  #set(action: ActionOfKind<"set">, strand: Strand): void {
    const set: Record<string, Json> = {};
    for (const value of action.values) {
      const found = workedOut(value, this.#values(strand));
      set[value.name] = found;
      this.#run = { ...this.#run, vars: { ...this.#run.vars, [value.name]: found } };
    }
    this.#run = withSteps(this.#run, { ...this.#step(action, "done", shown(set)), values: set });
    this.#put(at(strand, action.next));
  }

  #judge(conditions: CompiledConditions, strand: Strand): Judged["outcome"] {
    const { program, state, moment } = this.#around;
    const judged = judge(conditions, { program, state, at: moment.at, values: this.#values(strand) });
    this.#run = withSteps(this.#run, ...judged.steps);
    return judged.outcome;
  }

  #values({ rounds }: Strand): Record<string, Json> {
    const { program, state, moment } = this.#around;
    return valuesFor(this.#rule, this.#run, { program, state, at: moment.at, round: rounds.at(-1) ?? 0 });
  }

  #in(ms: number): Deadline {
    const { t, at: now, boot } = this.#around.moment;
    return { t: t + ms, at: now + ms, boot };
  }

  #put(strand: Strand): void {
    this.#run = withStrand(this.#run, strand);
  }

  #tell(action: CompiledAction, result: TraceStep["result"], detail: string): void {
    this.#run = withSteps(this.#run, this.#step(action, result, detail));
  }

  #step({ path }: CompiledAction, result: TraceStep["result"], detail: string): TraceStep {
    return { path, result, detail, at: this.#around.moment.at };
  }

  #fail(action: CompiledAction, why: string): void {
    this.#tell(action, "error", why);
    this.#end = "error";
  }
}

function shown(values: Readonly<Record<string, Json>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} = ${JSON.stringify(value).slice(0, 80)}`)
    .join(", ");
}
