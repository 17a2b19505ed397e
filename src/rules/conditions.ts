import { messageOf } from "../runtime/errors.ts";
import { peopleInView, tracksOf } from "./fold.ts";
import type { Json } from "./language.ts";
import { isWithin } from "./local-time.ts";
import { among } from "./match.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledCondition, CompiledConditions, CompiledRule, Program } from "./program.ts";
import type { StructuredCondition } from "./source.ts";
import type { EngineState, RunState } from "./state.ts";
import { filled } from "./variables.ts";

/** What expressions of a run are worked out by. */
export interface Knowledge {
  readonly program: Program;
  readonly state: EngineState;
  /** Now, wall clock. */
  readonly at: number;
}

/** What a run knows by itself. */
export type KnownRun = Pick<RunState, "facts" | "answer" | "vars" | "waited">;

/**
 * The values of everything an expression of `rule` may use; what costs something is looked up when it is asked for.
 *
 * @param round of the innermost loop around it; 0: it is in none
 */
export function valuesFor(
  rule: CompiledRule,
  run: KnownRun,
  { program, state, at, round = 0 }: Knowledge & { readonly round?: number },
): Record<string, Json> {
  const { names } = rule;
  const { devices, cameras } = program.world;
  return {
    get trigger() {
      return filled(run.facts, names.trigger ?? {});
    },
    answer: run.answer,
    mode: state.mode,
    get devices() {
      return Object.fromEntries(devices.map((name) => [name, state.devices[name] ?? "unknown"]));
    },
    get cameras() {
      return Object.fromEntries(cameras.map((name) => [name, inView(state, name)]));
    },
    get people() {
      return peopleInView(state);
    },
    get now() {
      const { hour, minute, weekday } = program.localTime(at);
      return { hour, minute, weekday };
    },
    repeat: { index: round },
    get wait() {
      const { completed, facts } = run.waited;
      return filled({ completed, trigger: facts }, names.wait ?? {});
    },
    get input() {
      return filled(rule.source.origin?.input as Json | undefined, names.input ?? {});
    },
    get vars() {
      return filled(run.vars, names.vars ?? {});
    },
  };
}

function inView(state: EngineState, camera: string): Json {
  const tracks = tracksOf(state, [camera]);
  const walking = (wanted: string): number => tracks.filter(({ direction }) => direction === wanted).length;
  return {
    people: peopleInView(state, camera),
    count: tracks.length,
    approaching: walking("approaching"),
    leaving: walking("leaving"),
  };
}

/** How conditions were judged. */
export interface Judged {
  readonly outcome: "true" | "false" | "error";
  readonly steps: readonly TraceStep[];
}

/** Judges conditions in their order, up to the first that does not hold. */
export function judge(
  { all, path }: CompiledConditions,
  world: Knowledge & { readonly values: Record<string, Json> },
): Judged {
  const steps: TraceStep[] = [];
  for (const [index, condition] of all.entries()) {
    const { result, ...told } = judgeOne(condition, world);
    steps.push({ path: `${path}/${index}`, result, ...told, at: world.at });
    if (result !== "true") return { outcome: result, steps };
  }
  return { outcome: "true", steps };
}

interface Judgement {
  readonly result: "true" | "false" | "error";
  readonly detail: string;
  readonly values?: Readonly<Record<string, Json>>;
}

function judgeOne(condition: CompiledCondition, world: Parameters<typeof judge>[1]): Judgement {
  if ("structured" in condition) return judgeStructured(condition.structured, world);
  const { expression, mentions } = condition;
  const values: Record<string, Json> = {};
  for (const name of mentions) values[name] = valueAt(world.values, name);
  try {
    const value = expression.evaluate(world.values);
    const detail = `${expression.source}${shown(values)}`;
    if (typeof value === "boolean") return { result: value ? "true" : "false", detail, values };
    return { result: "error", detail: `${detail}: neither true nor false`, values };
  } catch (error) {
    return { result: "error", detail: `${expression.source}: ${messageOf(error)}`, values };
  }
}

function judgeStructured(condition: StructuredCondition, world: Parameters<typeof judge>[1]): Judgement {
  const { state, program, at } = world;
  switch (condition.condition) {
    case "mode":
      return told(
        condition.is.includes(state.mode),
        `mode is ${state.mode}, wanted ${condition.is.join(" or ")}`,
      );
    case "device": {
      const found = state.devices[condition.device] ?? "unknown";
      return told(
        condition.is.includes(found),
        `${condition.device} is ${found}, wanted ${condition.is.join(" or ")}`,
      );
    }
    case "time": {
      const now = program.localTime(at);
      const holds = isWithin(now.text, condition) && (condition.weekdays?.includes(now.weekday) ?? true);
      return told(holds, `it is ${now.weekday} ${now.text}`);
    }
    case "present": {
      const there = tracksOf(state, condition.camera).filter(
        (track) => among(condition.person, track.person) && among(condition.group, track.group),
      );
      return told(there.length > 0 === condition.is, `${there.length} in view who would count`);
    }
  }
}

function told(holds: boolean, detail: string): Judgement {
  return { result: holds ? "true" : "false", detail };
}

function valueAt(values: Readonly<Record<string, Json>>, path: string): Json {
  let found: Json | undefined = values;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null || Array.isArray(found)) return null;
    found = found[key];
  }
  return found ?? null;
}

/** ` (mode = "home")`, for people. */
function shown(values: Readonly<Record<string, Json>>): string {
  const parts = Object.entries(values).map(
    ([path, value]) => `${path} = ${value === null ? "nothing" : JSON.stringify(value).slice(0, 80)}`,
  );
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}
