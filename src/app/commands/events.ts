import type { Command } from "commander";
import { SystemClock, SystemScheduler } from "../../adapters/clock/system-clock.ts";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import type { GatehouseEvent } from "../../events/catalogue.ts";
import type { EventQuery, JournalReader } from "../../events/journal.ts";
import type { Clock, Scheduler } from "../../runtime/clock.ts";
import { limitOf, namesOf, sinceAt } from "../../surfaces/cli/event-filter.ts";
import { eventLines } from "../../surfaces/cli/events-text.ts";
import { follow } from "../../surfaces/cli/follow.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import type { CommandContext } from "../command-context.ts";

/** How many of the latest events are shown when nothing else bounds them. */
const DEFAULT_LIMIT = 50;

export interface EventsOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
  readonly since?: string;
  readonly name?: readonly string[];
  readonly limit?: string;
}

type Context = Pick<CommandContext, "stateDirectory" | "out" | "signal">;

/** Adds `gatehouse events`. */
export function registerEvents(program: Command, context: Context): void {
  program
    .command("events")
    .description("show what happened, oldest first, from the journal; also while the daemon runs")
    .option("-f, --follow", "go on with new events until you press Ctrl-C")
    .option("--since <time>", "only from then on: 15m, 1h, 2d, or 2026-11-23T18:00")
    .option("--name <event...>", "only these: face.unknown, or all of one kind: request")
    .option("--limit <count>", `at most so many, the latest (default: ${DEFAULT_LIMIT}, with --since all)`)
    .option("--json", "one JSON object a line")
    .action((options: EventsOptions) => showEvents(options, context));
}

/** Prints events; with `follow` until the context's signal aborts. */
export async function showEvents(
  options: EventsOptions,
  context: Context,
  time: { readonly clock: Clock; readonly scheduler: Scheduler } = {
    clock: new SystemClock(),
    scheduler: new SystemScheduler(),
  },
): Promise<void> {
  const query = queryOf(options, time.clock.now().at);
  const print = printer(options, context);
  const journal = await openJournalReader(journalPath(await context.stateDirectory()));
  try {
    let lastSeq = await latestSeq(journal.reader);
    for (const event of (await journal.reader.events(query)).toReversed()) {
      print(event);
      lastSeq = Math.max(lastSeq, event.seq);
    }
    if (options.follow !== true) return;
    const names = query.names === undefined ? {} : { names: query.names };
    const { scheduler } = time;
    for await (const event of follow(journal.reader, {
      ...names,
      afterSeq: lastSeq,
      scheduler,
      signal: context.signal,
    })) {
      print(event);
    }
  } finally {
    journal.close();
  }
}

function queryOf(options: EventsOptions, now: number): EventQuery {
  const limit =
    options.limit === undefined
      ? options.since === undefined
        ? DEFAULT_LIMIT
        : null
      : limitOf(options.limit);
  return {
    newestFirst: true,
    ...(options.name === undefined ? {} : { names: namesOf(options.name) }),
    ...(options.since === undefined ? {} : { fromAt: sinceAt(options.since, now) }),
    ...(limit === null ? {} : { limit }),
  };
}

/** Where following begins when no event fits the query: what is there already is not new. */
async function latestSeq(reader: JournalReader): Promise<number> {
  const [latest] = await reader.events({ newestFirst: true, limit: 1 });
  return latest?.seq ?? 0;
}

function printer(options: EventsOptions, { out }: Context): (event: GatehouseEvent) => void {
  if (options.json === true) return (event) => void out.write(`${JSON.stringify(event)}\n`);
  const line = eventLines(paintFor(out, process.env), timeText());
  return (event) => void out.write(line(event));
}
