import { describeAction, deviceOf } from "../../events/describe-action.ts";
import type { Difference, Replay, ReplayedRequest } from "../../rules/replay.ts";
import { printable, type Paint } from "./paint.ts";
import { spanText, type TimeText } from "./time-text.ts";

/** A replay, and what it was of. */
export interface ReplayReport extends Replay {
  readonly fromAt: number;
  readonly toAt: number;
  /** Events of that time. */
  readonly events: number;
  readonly rules: number;
  /** How requests ended when they were made, by id. */
  readonly outcomes: ReadonlyMap<string, string>;
  /** When other rules were taken over meanwhile, wall clock. */
  readonly reloads: readonly number[];
}

/** What would have been different, a request a line, and a summary. */
export function replayText(report: ReplayReport, paint: Paint, times: TimeText): string {
  const when = (at: number): string => `${times.day(at)} ${times.time(at).slice(0, 8)}`;
  const lines = [
    `${when(report.fromAt)} to ${when(report.toAt)}: ${report.events} events through ${report.rules} rules, no device in reach.`,
  ];
  for (const at of report.reloads)
    lines.push(
      `The configuration was read again at ${when(at)}: before that, other rules may have been in force.`,
    );
  lines.push(
    "",
    ...report.differences.map((difference) => differenceText(difference, report, { paint, when })),
  );
  if (report.differences.length > 0) lines.push("");
  lines.push(paint.bold(summary(report)));
  return `${lines.join("\n")}\n`;
}

function summary({ differences, same, leftOut }: ReplayReport): string {
  const count = (kind: Difference["kind"]): number =>
    differences.filter((difference) => difference.kind === kind).length;
  const what =
    differences.length === 0
      ? `Nothing would have been different: ${same} requests, each as it was.`
      : `${count("added")} requests added, ${count("gone")} gone, ${count("moved")} moved, ${count("changed")} changed; ${same} as they were.`;
  const rest =
    leftOut === 0 ? "" : ` ${leftOut} events followed from requests that are gone, and were left out.`;
  const guard =
    count("added") === 0 ? "" : " Whether the guard would have let the added ones pass is not known.";
  return `${what}${rest}${guard}`;
}

function differenceText(
  difference: Difference,
  { outcomes }: ReplayReport,
  { paint, when }: { paint: Paint; when: (at: number) => string },
): string {
  switch (difference.kind) {
    case "added":
      return `${paint.good("+")} ${when(difference.now.at)}  ${requestText(difference.now)}`;
    case "gone": {
      const outcome = outcomes.get(difference.was.id);
      const ended = outcome === undefined ? "" : ` (it was ${outcome})`;
      return `${paint.bad("-")} ${when(difference.was.at)}  ${requestText(difference.was)}${printable(ended)}`;
    }
    case "moved": {
      const later = difference.now.at - difference.was.at;
      const by = `${spanText(Math.abs(later))} ${later > 0 ? "later" : "earlier"}`;
      return `${paint.notable("~")} ${when(difference.was.at)}  ${requestText(difference.was)}: ${by}`;
    }
    case "changed":
      return `${paint.notable("~")} ${when(difference.was.at)}  ${requestText(difference.was)}: now ${requestText(difference.now)}`;
  }
}

function requestText({ action, rule }: ReplayedRequest): string {
  const device = deviceOf(action);
  const words = action.kind === "speak" ? action.text : action.kind === "notify" ? action.message : null;
  const what = [
    describeAction(action),
    ...(device === null ? [] : [device]),
    ...(words === null ? [] : [`“${words}”`]),
  ];
  return printable(`${what.join(" ")} by ${rule}`);
}
