import type { EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import type { NearMiss } from "../../rules/near-misses.ts";
import type { Trace, TraceStep } from "../../rules/ports.ts";
import { byText, describeEvent } from "./describe-event.ts";
import { printable, type Paint } from "./paint.ts";
import { placeText } from "./place-text.ts";
import type { TimeText } from "./time-text.ts";

/** What is known about why a rule did not run. */
export interface WhyNot {
  readonly rule: string;
  /** Null: the configuration has no such rule (any more). */
  readonly enabled: boolean | null;
  /** What switched it off, if it is. */
  readonly switchedOff: EventOf<"rule.switched"> | null;
  /** From when on the journal was read, wall clock. */
  readonly since: number;
  /** What the rule waits for: names of events. */
  readonly listensTo: readonly string[];
  /** Latest first. */
  readonly entries: readonly WhyNotEntry[];
  /** The last run that went all the way, if it is still kept. */
  readonly lastRun: Trace | null;
}

/** One time that the rule did not run, or ran: a trace, a near miss, or something that was heard and not taken. */
export type WhyNotEntry =
  | {
      readonly kind: "run";
      readonly at: number;
      readonly trace: Trace;
      readonly requests: readonly RequestEnd[];
    }
  | ({ readonly kind: "not-triggered"; readonly at: number } & NearMiss)
  | { readonly kind: "context"; readonly at: number; readonly event: GatehouseEvent };

/** What became of a request of a run. */
export interface RequestEnd {
  readonly request: string;
  /** `unlock front_door_lock`. */
  readonly asked: string;
  readonly outcome: string;
  /** The guard's or the device's reason. */
  readonly why: string;
}

/** The answer to "why did RULE not run?", latest first. */
export function whyNotText(found: WhyNot, paint: Paint, times: TimeText): string {
  const lines = [paint.bold(headline(found, times)), ""];
  let day = "";
  for (const entry of found.entries) {
    const today = times.day(entry.at);
    if (today !== day) lines.push(paint.dim(today));
    day = today;
    lines.push(...entryLines(entry, paint, times));
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function headline(found: WhyNot, times: TimeText): string {
  const { rule, enabled, switchedOff, entries, lastRun } = found;
  if (enabled === false) return `${rule} is switched off: enabled: false.`;
  if (enabled === true && switchedOff !== null) {
    const when = `${times.day(switchedOff.at)} ${times.time(switchedOff.at)}`;
    return printable(
      `${rule} is switched off since ${when}, by ${byText(switchedOff.by)}; gatehouse rules enable ${rule}`,
    );
  }
  const gone = enabled === null ? "The configuration has no such rule now. " : "";
  const latest = entries.find((entry) => entry.kind !== "context");
  if (latest !== undefined) return `${gone}${rule}: ${sentence(latest, times)}`;
  const since = `${times.day(found.since)} ${times.time(found.since)}`;
  const last = lastRun === null ? "" : ` It last ran at ${times.day(lastRun.at)} ${times.time(lastRun.at)}.`;
  return `${gone}${rule}: since ${since} nothing came near its triggers, which wait for ${found.listensTo.join(", ")}.${last}`;
}

/** `the trigger matched at 18:02:11.120, but condition 2 was false: mode == "sentry" (mode = "home")`. */
function sentence(entry: WhyNotEntry, times: TimeText): string {
  const at = times.time(entry.at);
  if (entry.kind === "not-triggered")
    return printable(`no trigger matched at ${at}: ${entry.steps.map(stepText).join("; ")}`);
  if (entry.kind === "context") return describeEvent(entry.event);
  return printable(runSentence(entry, times.time(entry.at)));
}

function runSentence({ trace, requests }: Extract<WhyNotEntry, { kind: "run" }>, at: string): string {
  const last = trace.steps.at(-1);
  const place = last === undefined ? "something" : placeText(last.path);
  const detail = last?.detail ?? "";
  const matched = `${placeText(trace.steps[0]?.path ?? "triggers")} matched at ${at}`;
  switch (trace.outcome) {
    case "condition-false":
      return `${matched}, but ${place} was false: ${detail}`;
    case "not-triggered":
      return `${matched}, but it ${detail}`;
    case "stopped":
      return `${matched}, but the run was stopped: ${detail}`;
    case "error":
      return `${matched}, but ${place} failed: ${detail}`;
    case "running":
      return `${matched}, and it is still running: ${detail}`;
    case "finished":
      return `it did run: ${matched}${endsText(requests)}`;
  }
}

function endsText(requests: readonly RequestEnd[]): string {
  const refused = requests.find(({ outcome }) => outcome !== "completed" && outcome !== "allowed");
  if (refused === undefined) return "";
  return `, but "${refused.asked}" was ${refused.outcome}: ${refused.why}`;
}

function stepText(step: TraceStep): string {
  return `${placeText(step.path)}: ${step.detail}`;
}

function entryLines(entry: WhyNotEntry, paint: Paint, times: TimeText): string[] {
  const at = paint.dim(times.time(entry.at));
  const indent = " ".repeat(14);
  if (entry.kind === "context") return [`${at}  ${paint.dim(describeEvent(entry.event))}`];
  if (entry.kind === "not-triggered")
    return [
      `${at}  ${describeEvent(entry.event)}`,
      ...entry.steps.map((step) => `${indent}${paint.notable("not matched")} ${printable(stepText(step))}`),
    ];
  const { trace, requests } = entry;
  return [
    `${at}  ${paint.bold(trace.outcome)}`,
    ...trace.steps.map(
      (step) =>
        `${indent}${placeText(step.path)} ${step.result}${printable(step.detail === "" ? "" : `: ${step.detail}`)}`,
    ),
    ...requests.map(
      ({ asked, outcome, why }) => `${indent}${paint.notable(outcome)} ${printable(`${asked}: ${why}`)}`,
    ),
  ];
}
