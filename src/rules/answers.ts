import type { GatehouseEvent } from "../events/catalogue.ts";
import type { TraceStep } from "./ports.ts";
import { advance } from "./runs.ts";
import { at, withSteps, withStrand } from "./strands.ts";
import { actionAt, type StrandOf, type Turn } from "./turn.ts";

/** Goes on with the run whose question this event answers, or says that nobody will. */
export function takeAnswer(turn: Turn, event: GatehouseEvent): void {
  const found = answerOf(event);
  if (found === null) return;
  for (const run of turn.state.runs) {
    const strand = run.strands.find(({ request }) => request === found.request);
    if (strand === undefined) continue;
    answered(turn, { run, strand }, found);
    return;
  }
}

/** What is known about a question: the answer, or why there is none. */
export interface Answer {
  /** Empty: nobody has answered. */
  readonly answer: string;
  readonly why: string;
}

/** Goes on with a run that has asked: with `then` after the first of the answers, else with `else`. */
export function answered(turn: Turn, { run, strand }: StrandOf, { answer, why }: Answer): void {
  const found = actionAt(turn, { run, strand }, "ask");
  if (found === null) return;
  const { rule, action: asked } = found;
  const isFirst = answer !== "" && answer === asked.source.answers[0]?.answer;
  const detail = answer === "" ? `nobody answered: ${why}` : `answered: ${answer}`;
  const step: TraceStep = { path: asked.path, result: "done", detail, at: turn.moment.at };
  const told = withSteps({ ...run, answer }, step);
  advance(turn, rule, withStrand(told, at(strand, isFirst ? asked.next : asked.otherwise)));
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
