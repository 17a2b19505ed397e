import type { Evidence, GatehouseEvent } from "../../events/catalogue.ts";
import { mediaOf } from "../../events/media.ts";
import type { Trace } from "../../rules/ports.ts";
import { asked, byText, describeEvent, wished } from "./describe-event.ts";
import { madeOf } from "./explanation.ts";
import type { Explanation, RequestOutcome } from "./explanation.ts";
import { factsText } from "./facts-text.ts";
import { madeFrom } from "./trace-text.ts";
import { printable } from "./paint.ts";
import type { Paint } from "./paint.ts";
import type { TimeText } from "./time-text.ts";
import { trimmed } from "./time-text.ts";

/** One thing in the chain: when it was, what it is called, what there is to say; further lines below. */
interface Entry {
  readonly at: number;
  readonly t: number;
  readonly boot: string;
  readonly label: string;
  readonly text: string;
  readonly below: readonly string[];
}

const OUTCOME: Readonly<Record<RequestOutcome, string>> = {
  undecided: "not decided yet",
  allowed: "allowed, without an answer of the device yet",
  denied: "denied",
  completed: "done",
  failed: "failed",
  expired: "expired",
};

/** What each step of the chain is called; what is missing here goes by the event's name. */
const LABELS: Readonly<Partial<Record<GatehouseEvent["name"], string>>> = {
  "face.recognized": "seen",
  "face.unknown": "seen",
  "face.spoofed": "seen",
  "person.appeared": "seen",
  "person.moved": "seen",
  "person.left": "seen",
  "voice.commanded": "heard",
  "code.entered": "entered",
  "hub.requested": "received",
  "message.received": "received",
  "node.heard": "received",
  "webhook.called": "received",
  "request.made": "asked",
  "request.allowed": "allowed",
  "request.denied": "denied",
  "request.completed": "done",
  "request.expired": "expired",
  "challenge.issued": "challenged",
  "challenge.passed": "passed",
  "challenge.failed": "not passed",
  "device.commanded": "sent",
  "device.changed": "answered",
  "device.failed": "failed",
};

const LABEL_WIDTH = 10;
const TIME_WIDTH = 12;

/**
 * The whole chain of a request for people: what was seen or heard, the rule's steps, the decision with every value it
 * was made by, the message, the device's answer; times in seconds from the first of them.
 */
export function whyText(explanation: Explanation, paint: Paint, times: TimeText): string {
  const { request, outcome, events, trace } = explanation;
  const made = madeOf(request, events);
  const title = made === null ? `request ${request}` : asked(made);
  const entries = chainEntries(explanation);
  const first = entries[0];
  const lines = [`${paint.bold(printable(title))}: ${tone(outcome, paint)(OUTCOME[outcome])}`];
  if (first !== undefined) {
    const origin = entries.reduce(
      (earliest, entry) => (distanceMs(entry, earliest) < 0 ? entry : earliest),
      first,
    );
    lines.push(
      paint.dim(`request ${request}, ${times.day(origin.at)} ${times.time(origin.at)}${clockNote(events)}`),
      "",
    );
    lines.push(...entries.flatMap((entry) => entryLines(entry, origin, paint)));
  }
  if (made?.by.kind === "rule" && trace === null) {
    lines.push(
      "",
      `The steps of rule ${printable(made.by.rule)} are no longer kept; only its latest runs are.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Said where some of it happened before the clock was set. */
function clockNote(events: readonly GatehouseEvent[]): string {
  return events.some((event) => event.atUntrusted === true) ? ", by a clock that had not been set yet" : "";
}

/** The events of the chain; the run of the rule stands before the request that it made. */
function chainEntries({ request, events, trace }: Explanation): Entry[] {
  return events.flatMap((event) => {
    const entry = eventEntry(event);
    const asksThis = event.name === "request.made" && event.request === request;
    return asksThis && trace !== null ? [traceEntry(trace, event), entry] : [entry];
  });
}

function eventEntry(event: GatehouseEvent): Entry {
  return {
    at: event.at,
    t: event.t,
    boot: event.boot,
    label: LABELS[event.name] ?? event.name,
    text: eventText(event),
    below: below(event),
  };
}

/** The title says what was asked for; the request's own events need not repeat it. */
function eventText(event: GatehouseEvent): string {
  switch (event.name) {
    case "request.made":
      return printable(`${wished(event)}, by ${byText(event.by)}`);
    case "request.allowed":
    case "request.denied":
    case "request.completed":
    case "request.expired":
      return printable(event.reason);
    default:
      return describeEvent(event);
  }
}

function traceEntry(trace: Trace, made: GatehouseEvent): Entry {
  const steps = trace.steps.map((step) => printable(`${step.path} ${step.result}: ${step.detail}`));
  return {
    at: trace.at,
    // Traces know the wall clock only; within one run of the brain it leads to the other axis.
    t: made.t - Math.max(0, made.at - trace.at),
    boot: made.boot,
    label: "rule",
    text: printable(`${trace.rule}${madeFrom(trace)} (${trace.outcome})`),
    below: steps,
  };
}

function below(event: GatehouseEvent): string[] {
  const evidence = event.name === "request.allowed" || event.name === "request.denied" ? event.evidence : [];
  const code = event.name === "request.denied" ? [`code ${event.code}`] : [];
  const media = mediaOf(event).map((one) => printable(mediaText(one)));
  return [...code, ...evidence.flatMap(evidenceLines), ...media];
}

function evidenceLines(evidence: Evidence): string[] {
  return factsText(evidence.facts).map((fact, i) =>
    i === 0 ? `${evidence.kind}: ${fact}` : `      ${fact}`,
  );
}

function mediaText(media: { readonly path: string; readonly offsetMs?: number | undefined }): string {
  return media.offsetMs === undefined
    ? media.path
    : `${media.path} at ${trimmed(media.offsetMs / 1000, 2)} s`;
}

function entryLines(entry: Entry, origin: Entry, paint: Paint): string[] {
  const indent = " ".repeat(TIME_WIDTH + 2);
  const label = labelPaint(entry.label, paint)(entry.label.padEnd(LABEL_WIDTH));
  const head = `${paint.dim(relative(entry, origin).padStart(TIME_WIDTH))}  ${label} ${entry.text}`;
  return [head, ...entry.below.map((line) => `${indent}${" ".repeat(LABEL_WIDTH)} ${paint.dim(line)}`)];
}

function relative(entry: Entry, origin: Entry): string {
  return `+${(distanceMs(entry, origin) / 1000).toFixed(3)} s`;
}

/** Time since boot tells the distance; across a reboot only the wall clock can. */
function distanceMs(entry: Entry, origin: Entry): number {
  return entry.boot === origin.boot ? entry.t - origin.t : entry.at - origin.at;
}

function labelPaint(label: string, paint: Paint): (text: string) => string {
  if (["denied", "expired", "failed"].includes(label)) return (text) => paint.bad(text);
  return ["allowed", "done"].includes(label) ? (text) => paint.good(text) : (text) => paint.notable(text);
}

function tone(outcome: RequestOutcome, paint: Paint): (text: string) => string {
  if (outcome === "completed") return (text) => paint.good(text);
  return outcome === "undecided" || outcome === "allowed"
    ? (text) => paint.notable(text)
    : (text) => paint.bad(text);
}
