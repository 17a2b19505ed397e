import { resolve } from "node:path";
import type { Command } from "commander";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { journalPath, openJournalReader, type OpenedReader } from "../../adapters/sqlite/journal.ts";
import { lastSwitches } from "../../events/last-switches.ts";
import type { EventQuery, JournalReader } from "../../events/journal.ts";
import { replay, type History } from "../../rules/replay.ts";
import { initialState, type EngineState } from "../../rules/state.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { sinceAt } from "../../surfaces/cli/event-filter.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { replayText, type ReplayReport } from "../../surfaces/cli/replay-text.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "configPath" | "stateDirectory" | "out">;

export interface ReplayOptions {
  readonly from?: string;
  readonly to?: string;
  readonly rules?: string;
  readonly with?: string;
  readonly json?: boolean;
}

/** A rule waits for at most a day; what had begun so long before may still end in the time that is looked at. */
const WARM_UP_MS = 25 * 3_600_000;

/** Adds `gatehouse replay`. */
export function registerReplay(program: Command, context: Context): void {
  program
    .command("replay")
    .description(
      "send what the journal holds through other rules, and tell what they would have asked for; no device is reached",
    )
    .option("--from <time>", "from then on: 1h, 2d, or 2026-11-23T18:00 (default: 1d)")
    .option("--to <time>", "until then, written alike (default: now)")
    .option("--rules <path>", "a folder or file of rules instead of the configuration's own")
    .option("--with <file>", "another configuration: its modes, names and rules")
    .option("--json", "one JSON object a difference, and a summary last")
    .action((options: ReplayOptions) => replayJournal(options, context));
}

/**
 * Prints what rules would have asked for differently.
 *
 * @throws GatehouseError REPLAY_EMPTY (refused), CONFIG_INVALID, EVENTS_SINCE_INVALID (usage); and those of
 *   `openJournalReader`
 */
export async function replayJournal(
  options: ReplayOptions,
  context: Context,
  clock: Clock = new SystemClock(),
): Promise<void> {
  const now = clock.now().at;
  const fromAt = sinceAt(options.from ?? "1d", now, "--from");
  const toAt = options.to === undefined ? now : sinceAt(options.to, now, "--to");
  const configuration = await configurationOf(options, context);
  const journal = await openJournalReader(journalPath(await context.stateDirectory()));
  try {
    const history = await historyOf({ fromAt, toAt }, journal, configuration);
    const counted = history.events.filter(({ at }) => at >= fromAt);
    if (counted.length === 0) throw nothingThere();
    const outcomes = await outcomesOf(journal.reader, { fromAt, toAt });
    const reloads = counted.filter(({ name }) => name === "config.reloaded").map(({ at }) => at);
    const found = replay(configuration.program, history);
    const rules = configuration.program.rules.size;
    const report: ReplayReport = { ...found, outcomes, fromAt, toAt, events: counted.length, rules, reloads };
    if (options.json === true) for (const line of jsonLines(report)) context.out.write(`${line}\n`);
    else context.out.write(replayText(report, paintFor(context.out, process.env), timeText()));
  } finally {
    journal.close();
  }
}

async function configurationOf(options: ReplayOptions, context: Context): Promise<CheckedConfiguration> {
  const { checkAt, configurationInvalid } = await import("../configuration.ts");
  const path = options.with === undefined ? await context.configPath() : resolve(options.with);
  const rules = options.rules === undefined ? undefined : resolve(options.rules);
  const checked = await checkAt(path, { rules });
  if (checked.ok) return checked;
  throw configurationInvalid(checked.problems);
}

interface Span {
  readonly fromAt: number;
  readonly toAt: number;
}

async function historyOf(
  { fromAt, toAt }: Span,
  { reader }: OpenedReader,
  { config }: CheckedConfiguration,
): Promise<History> {
  const beginAt = fromAt - WARM_UP_MS;
  const events = await reader.events({ fromAt: beginAt, toAt });
  const guardedModes = Object.keys(config.modes).filter((mode) => config.modes[mode]?.leave !== undefined);
  const begin = await stateBefore(beginAt, reader, {
    mode: Object.keys(config.modes)[0] ?? "home",
    boot: events[0]?.boot ?? "",
    run: events[0]?.run ?? "",
  });
  return { events, begin, fromAt, guardedModes };
}

/** Devices that are remembered; the latest reports of more are not looked for. */
const REPORTS_MAX = 2000;

async function stateBefore(
  at: number,
  reader: JournalReader,
  usual: { mode: string; boot: string; run: string },
): Promise<EngineState> {
  const before = { toAt: at - 1, newestFirst: true } satisfies EventQuery;
  const [last] = await reader.events({ ...before, names: ["mode.changed"], limit: 1 });
  const [next] = await reader.events({ fromAt: at, names: ["mode.changed"], limit: 1 });
  const mode =
    last?.name === "mode.changed" ? last.to : next?.name === "mode.changed" ? next.from : usual.mode;
  const devices: Record<string, string> = {};
  for (const event of await reader.events({ ...before, names: ["device.changed"], limit: REPORTS_MAX }))
    if (event.name === "device.changed") devices[event.device] ??= event.state;
  const switched = await lastSwitches(reader, at - 1);
  const off = [...switched.values()].flatMap(({ rule, enabled }) => (enabled ? [] : [rule]));
  return initialState({ ...usual, mode, devices, off });
}

/** How the requests of that time ended, in a sentence each. */
async function outcomesOf(reader: JournalReader, span: Span): Promise<ReadonlyMap<string, string>> {
  const names = ["request.denied", "request.expired", "request.completed"] as const;
  const outcomes = new Map<string, string>();
  for (const event of await reader.events({ ...span, names }))
    if ("request" in event && "reason" in event)
      outcomes.set(event.request, `${event.name.split(".")[1] ?? ""}: ${event.reason}`);
  return outcomes;
}

function jsonLines({ differences, outcomes, ...report }: ReplayReport): string[] {
  const lines = differences.map((difference) =>
    JSON.stringify(
      difference.kind === "added"
        ? difference
        : { ...difference, outcome: outcomes.get(difference.was.id) ?? null },
    ),
  );
  const count = (kind: string): number => differences.filter((difference) => difference.kind === kind).length;
  const counts = {
    added: count("added"),
    gone: count("gone"),
    moved: count("moved"),
    changed: count("changed"),
  };
  return [...lines, JSON.stringify({ ...report, ...counts })];
}

function nothingThere(): GatehouseError {
  return new GatehouseError(
    "REPLAY_EMPTY",
    "The journal holds nothing of that time; see gatehouse events --since 7d.",
    {
      kind: "refused",
    },
  );
}
