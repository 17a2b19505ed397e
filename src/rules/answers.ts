import type { GatehouseEvent } from "../events/catalogue.ts";
import type { TraceStep } from "./ports.ts";
import { advance, type Turn } from "./runs.ts";
import type { RunState } from "./state.ts";

/** Goes on with the run whose question this event answers, or says that nobody will. */
export function takeAnswer(turn: Turn, event: GatehouseEvent): void {
  const found = answerOf(event);
  if (found === null) return;
  const run = turn.state.runs.find((one) => one.asking?.request === found.request);
  if (run !== undefined) answered(turn, run, found);
}

/** What is known about a question: the answer, or why there is none. */
export interface Answer {
  /** Empty: nobody has answered. */
  readonly answer: string;
  readonly why: string;
}

/** Goes on with a run that has asked: with `then` after the first of the answers, else with `else`. */
export function answered(turn: Turn, run: RunState, { answer, why }: Answer): void {
  const rule = turn.program.rules.get(run.rule);
  const asked = rule?.actions[run.asking?.action ?? -1];
  if (rule === undefined || asked?.source.action !== "ask") return;
  const isFirst = answer !== "" && answer === asked.source.answers[0]?.answer;
  const detail = answer === "" ? `nobody answered: ${why}` : `answered: ${answer}`;
  const step: TraceStep = { path: asked.path, result: "done", detail, at: turn.moment.at };
  const next = isFirst ? asked.next : asked.otherwise;
  advance(turn, rule, { ...run, next, answer, asking: null, steps: [...run.steps, step] });
}

function answerOf(event: GatehouseEvent): (Answer & { readonly request: string }) | null {
  switch (event.name) {
    case "voice.answered":
      return { request: event.request, answer: event.answer ?? "", why: event.why };
    case "request.denied":
    case "request.expired":
      return { request: event.request, answer: "", why: event.reason };
    case "device.failed":
      return event.by === null ? null : { request: event.by, answer: "", why: event.why };
    default:
      return null;
  }
}
