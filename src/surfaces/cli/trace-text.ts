import type { Trace } from "../../rules/ports.ts";
import { printable, type Paint } from "./paint.ts";
import { yamlPath } from "./place-text.ts";
import { spanText, type TimeText } from "./time-text.ts";

/** One run of a rule, a step a line, each at its place in the YAML. */
export function traceText(trace: Trace, paint: Paint, times: TimeText): string {
  const head = `${times.day(trace.at)} ${times.time(trace.at)}  ${paint.bold(printable(trace.rule))}${printable(madeFrom(trace))} ${toned(trace.outcome, paint)}`;
  const places = trace.steps.map((step) => yamlPath(step.path));
  const width = Math.max(0, ...places.map((place) => place.length));
  const steps = trace.steps.map((step, index) => {
    const after = step.at > trace.at ? paint.dim(` (after ${spanText(step.at - trace.at)})`) : "";
    const detail = step.detail === "" ? "" : `: ${step.detail}`;
    return `  ${(places[index] ?? "").padEnd(width)}  ${printable(`${step.result}${detail}`)}${after}`;
  });
  return `${[head, paint.dim(`  run ${trace.run}`), ...steps].join("\n")}\n`;
}

/** ` from the blueprint visitor-light`, of rules that are made from one. */
export function madeFrom({ blueprint }: Trace): string {
  return blueprint === undefined ? "" : ` from the blueprint ${blueprint}`;
}

function toned(outcome: Trace["outcome"], paint: Paint): string {
  if (outcome === "finished") return paint.good(outcome);
  return outcome === "error" ? paint.bad(outcome) : paint.notable(outcome);
}
