import { messageOf } from "../runtime/errors.ts";
import { peopleInView, tracksOf } from "./fold.ts";
import type { Json } from "./language.ts";
import { isWithin } from "./local-time.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledCondition, CompiledRule, Program } from "./program.ts";
import type { StructuredCondition } from "./source.ts";
import type { EngineState } from "./state.ts";
import { completed, type TriggerFacts } from "./variables.ts";

/** The values of everything an expression of `rule` may use; what costs something is looked up when it is asked for. */
export function valuesFor(
  program: Program,
  state: EngineState,
  run: {
    readonly rule: CompiledRule;
    readonly facts: TriggerFacts;
    readonly at: number;
    readonly answer?: string;
  },
): Record<string, Json> {
  const { devices, cameras } = program.world;
  // What most expressions do not ask for is only made for those that do.
  return {
    trigger: completed(run.facts, run.rule.fields),
    answer: run.answer ?? "",
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
      const { hour, minute, weekday } = program.localTime(run.at);
      return { hour, minute, weekday };
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

/** Judges the conditions in their order, up to the first that does not hold. */
export function judge(
  rule: CompiledRule,
  world: {
    readonly program: Program;
    readonly state: EngineState;
    readonly at: number;
    readonly values: Record<string, Json>;
  },
): { outcome: "true" | "false" | "error"; steps: TraceStep[] } {
  const steps: TraceStep[] = [];
  for (const [index, condition] of rule.conditions.entries()) {
    const { result, ...told } = judgeOne(condition, world);
    steps.push({ path: `conditions/${index}`, result, ...told, at: world.at });
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
        (track) =>
          (condition.person === undefined ||
            (track.person !== null && condition.person.includes(track.person))) &&
          (condition.group === undefined || (track.group !== null && condition.group.includes(track.group))),
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
