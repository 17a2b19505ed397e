import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { configIo } from "../../adapters/config-files/config-io.ts";
import { journalPath, openJournalReader, type OpenedReader } from "../../adapters/sqlite/journal.ts";
import { readConfig } from "../../config/load.ts";
import { nearest } from "../../config/nearest.ts";
import type { EventName } from "../../events/catalogue.ts";
import { requestOf } from "../../events/chain.ts";
import { lastSwitches } from "../../events/last-switches.ts";
import { eventsOf } from "../../rules/listens.ts";
import { localClock } from "../../rules/local-time.ts";
import { eventsAbout, nearMisses } from "../../rules/near-misses.ts";
import type { Trace } from "../../rules/ports.ts";
import type { RuleSource } from "../../rules/source.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { wished } from "../../surfaces/cli/describe-event.ts";
import { limitOf, sinceAt } from "../../surfaces/cli/event-filter.ts";
import { madeOf, outcomeOf } from "../../surfaces/cli/explanation.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import {
  whyNotText,
  type RequestEnd,
  type WhyNot,
  type WhyNotEntry,
} from "../../surfaces/cli/why-not-text.ts";
import type { CommandContext } from "../command-context.ts";

export interface WhyNotOptions {
  readonly json?: boolean;
  readonly since?: string;
  readonly limit?: string;
}

type Context = Pick<CommandContext, "configPath" | "stateDirectory" | "out">;

/** How many times are told when nobody says how many. */
const DEFAULT_LIMIT = 10;
/** Events read at most: some days of a busy house. */
const EVENTS_MAX = 50_000;
/** What explains why nothing came at all. */
const CONTEXT: readonly EventName[] = ["config.rejected", "sensor.lost", "node.started"];

/**
 * Prints why a rule did not run: its runs that went no further, what was asked and denied, and the events that came near
 * its triggers, judged by the rule as the file has it now. Reads the journal alone; the daemon may run or not.
 *
 * @throws GatehouseError WHY_NO_RULE (refused); and those of `openJournalReader`
 */
export async function explainNot(
  rule: string,
  options: WhyNotOptions,
  context: Context,
  clock: Clock = new SystemClock(),
): Promise<void> {
  const since = sinceAt(options.since ?? "1d", clock.now().at);
  const limit = options.limit === undefined ? DEFAULT_LIMIT : limitOf(options.limit);
  const { sources, timeZone } = await rulesAt(await context.configPath());
  const journal = await openJournalReader(journalPath(await context.stateDirectory()));
  try {
    const source = sources.find(({ id }) => id === rule) ?? null;
    const traces = await journal.traces.traces(rule);
    if (source === null && traces.length === 0) throw noRule(rule, sources);
    const found: WhyNot = {
      rule,
      enabled: source?.enabled ?? null,
      switchedOff: await switchedOffBy(rule, journal),
      since,
      listensTo: source === null ? [] : [...new Set(source.triggers.flatMap(eventsOf))],
      entries: await entriesOf({ source, traces, since, limit, timeZone }, journal),
      lastRun: traces.find(({ outcome }) => outcome === "finished") ?? null,
    };
    context.out.write(
      options.json === true
        ? `${JSON.stringify(found)}\n`
        : whyNotText(found, paintFor(context.out, process.env), timeText()),
    );
  } finally {
    journal.close();
  }
}

interface Asked {
  readonly source: RuleSource | null;
  readonly traces: readonly Trace[];
  readonly since: number;
  readonly limit: number;
  readonly timeZone: string;
}

async function entriesOf(asked: Asked, journal: OpenedReader): Promise<WhyNotEntry[]> {
  const { source, traces, since, limit, timeZone } = asked;
  const entries: WhyNotEntry[] = [];
  if (source !== null) {
    const isVoice = source.triggers.some(({ trigger }) => trigger === "voice");
    const told = [...CONTEXT, ...(isVoice ? (["voice.rejected"] as const) : [])];
    const names = [...new Set([...eventsAbout(source), ...told])];
    const query = { names, fromAt: since, newestFirst: true, limit: EVENTS_MAX };
    const events = (await journal.reader.events(query)).toReversed();
    const localTime = localClock(timeZone);
    for (const miss of nearMisses(source, { events, localTime }))
      entries.push({ kind: "not-triggered", at: miss.event.at, ...miss });
    for (const event of events)
      if ((told as readonly string[]).includes(event.name))
        entries.push({ kind: "context", at: event.at, event });
  }
  const runs = traces.filter(({ at }) => at >= since);
  entries.push(...runs.map((trace): WhyNotEntry => ({ kind: "run", at: trace.at, trace, requests: [] })));
  const latest = entries.toSorted((a, b) => b.at - a.at).slice(0, limit);
  return Promise.all(
    latest.map(async (entry) =>
      entry.kind === "run" ? { ...entry, requests: await endsOf(entry.trace, journal) } : entry,
    ),
  );
}

/** What switched the rule off; null: it is on. */
async function switchedOffBy(rule: string, { reader }: OpenedReader): Promise<WhyNot["switchedOff"]> {
  const last = (await lastSwitches(reader)).get(rule);
  return last === undefined || last.enabled ? null : last;
}

/** What became of what a run asked for. */
async function endsOf(trace: Trace, { reader }: OpenedReader): Promise<RequestEnd[]> {
  const requested = trace.steps.filter(({ result }) => result === "requested");
  return Promise.all(
    requested.map(async ({ detail: request }) => {
      const events = await reader.chainOf(request);
      const made = madeOf(request, events);
      const last = events.findLast((event) => requestOf(event) === request && "reason" in event);
      return {
        request,
        asked: made === null ? request : wished(made),
        outcome: outcomeOf(request, events),
        why: last !== undefined && "reason" in last ? last.reason : "",
      };
    }),
  );
}

/** The rules as their files have them, also where something else in the configuration is wrong. */
export async function rulesAt(path: string): Promise<{ sources: RuleSource[]; timeZone: string }> {
  const { rules, config } = await readConfig(path, configIo);
  return {
    sources: rules.flatMap((file) => file.rules.map(({ rule }) => rule)),
    timeZone: config?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** The error about a rule that neither the files nor the journal know. */
export function noRule(wanted: string, sources: readonly RuleSource[]): GatehouseError {
  const ids = sources.map(({ id }) => id);
  const near = nearest(wanted, ids);
  const offer =
    ids.length === 0
      ? "there are no rules"
      : near === undefined
        ? `there are: ${ids.join(", ")}`
        : `did you mean ${near}?`;
  return new GatehouseError("WHY_NO_RULE", `There is no rule "${wanted}", and no trace of one; ${offer}`, {
    kind: "refused",
  });
}
