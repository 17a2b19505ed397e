import { relative } from "node:path";
import type { Expected } from "../../config/schema/rule-tests.ts";
import type { Request } from "../../events/action.ts";
import { describeAction, deviceOf } from "../../events/describe-action.ts";
import type { Trace } from "../../rules/ports.ts";
import { printable, type Paint } from "../../surfaces/cli/paint.ts";
import { placeText } from "../../surfaces/cli/place-text.ts";
import { spanText } from "../../surfaces/cli/time-text.ts";
import type { TestedRule } from "./run-files.ts";

/** One line for a test that passed; for one that failed what was missing, what was too much, and why. */
export function testText(tested: TestedRule, paint: Paint, cwd: string): string {
  const { written, position, result } = tested;
  const place = `${relative(cwd, position.file) || position.file}:${position.line}`;
  if (result.ok) return `${paint.good("ok")}      ${printable(written.test)}\n`;
  const lines = [`${paint.bold(paint.bad("FAILED"))}  ${printable(written.test)}  ${paint.dim(place)}`];
  for (const index of result.missing) {
    const expected = written.expect[index];
    if (expected === undefined) continue;
    lines.push(`        ${paint.bad("- expected and not asked for:")} ${expectedText(expected)}`);
    lines.push(...whyMissing(expected, tested).map((line) => `            ${paint.dim(printable(line))}`));
  }
  for (const { request } of result.unwanted)
    lines.push(`        ${paint.bad("+ asked for, and not to be:")} ${requestText(request)}`);
  lines.push("        all that was asked for:");
  lines.push(
    ...(result.requests.length === 0
      ? ["            nothing"]
      : result.requests.map((request) => `            ${requestText(request)}`)),
  );
  return `${lines.join("\n")}\n`;
}

/** One JSON object about a test. */
export function testJson({ written, position, result }: TestedRule): object {
  const { ok, missing, unwanted, requests, traces } = result;
  return {
    test: written.test,
    file: position.file,
    line: position.line,
    ok,
    missing: missing.map((index) => written.expect[index]),
    unwanted: unwanted.map(({ request }) => request),
    requests,
    traces,
  };
}

function expectedText({ at, rule, ...action }: Expected): string {
  const { action: kind, ...fields } = action;
  const given = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [`${field.replace("_", " ")} ${JSON.stringify(value)}`],
  );
  const when = at === undefined ? "" : ` at ${spanText(at)}`;
  const by = rule === undefined ? "" : ` by ${rule}`;
  return printable(`${[kind, ...given].join(" ")}${when}${by}`);
}

function requestText({ action, by, t }: Request): string {
  const device = deviceOf(action);
  const words = action.kind === "speak" ? action.text : action.kind === "notify" ? action.message : null;
  const what = [
    describeAction(action),
    ...(device === null ? [] : [device]),
    ...(words === null ? [] : [`“${words}”`]),
  ];
  const who = by.kind === "rule" ? ` by ${by.rule}` : "";
  return printable(`${spanText(t).padStart(8)}  ${what.join(" ")}${who}`);
}

/** What the rule's runs and near misses say; of all rules, if the expectation names none. */
function whyMissing({ rule }: Expected, { result, nearMisses }: TestedRule): string[] {
  const runs = result.traces.filter(
    (trace) => trace.outcome !== "finished" && (rule === undefined || trace.rule === rule),
  );
  const ran = result.traces.some((trace) => trace.outcome === "finished" && trace.rule === rule);
  const misses = rule === undefined ? [] : (nearMisses[rule] ?? []);
  const lines = [
    ...runs.map(runText),
    ...misses.map(
      ({ event, steps }) =>
        `${event.name} at ${spanText(event.t)} did not trigger ${rule ?? ""}: ` +
        steps.map((step) => `${placeText(step.path)}: ${step.detail}`).join("; "),
    ),
  ];
  if (lines.length > 0) return lines;
  if (ran) return [`${rule ?? ""} did run, and asked for something else`];
  return rule === undefined ? ["no rule was triggered"] : [`nothing happened that ${rule} waits for`];
}

function runText(trace: Trace): string {
  const last = trace.steps.at(-1);
  const why = last === undefined ? "" : `: ${placeText(last.path)} ${last.result}: ${last.detail}`;
  return `${trace.rule} was triggered: ${trace.outcome}${why}`;
}
