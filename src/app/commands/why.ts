import type { Command } from "commander";
import { journalPath, openJournalReader } from "../../adapters/sqlite/journal.ts";
import type { OpenedReader } from "../../adapters/sqlite/journal.ts";
import type { JournalReader } from "../../events/journal.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { asked } from "../../surfaces/cli/describe-event.ts";
import type { Explanation } from "../../surfaces/cli/explanation.ts";
import { paintFor } from "../../surfaces/cli/paint.ts";
import { timeText } from "../../surfaces/cli/time-text.ts";
import { whyText } from "../../surfaces/cli/why-text.ts";
import type { CommandContext } from "../command-context.ts";
import { explained } from "../explained.ts";

/** How many requests are offered when the one asked for does not exist. */
const OFFERED = 5;

type Context = Pick<CommandContext, "stateDirectory" | "out">;

interface WhyOptions {
  readonly json?: boolean;
  readonly not?: string;
  readonly since?: string;
  readonly limit?: string;
}

/** Adds `gatehouse why`. */
export function registerWhy(program: Command, context: Context & Pick<CommandContext, "configPath">): void {
  program
    .command("why")
    .description(
      "explain a request: what was seen or heard, the rule, the decision, the message, the device's answer",
    )
    .argument("[request]", "the request's id, or: last (the latest one about a device)", "last")
    .option("--not <rule>", "explain instead why this rule did not run: triggers, conditions, the guard")
    .option("--since <time>", "with --not, from then on: 15m, 1h, 2d, or 2026-11-23T18:00 (default: 1d)")
    .option("--limit <count>", "with --not, tell at most so many times, the latest (default: 10)")
    .option("--json", "one JSON object: request, outcome, events, trace")
    .action(async (request: string, options: WhyOptions) => {
      if (options.not === undefined) return explain(request, options, context);
      // Loaded here: it reads the configuration, which no other answer needs.
      const { explainNot } = await import("./why-not.ts");
      return explainNot(options.not, options, context);
    });
}

/**
 * Prints the chain of a request.
 *
 * @throws GatehouseError WHY_NO_REQUEST (refused) naming the latest ones; and those of `openJournalReader`
 */
export async function explain(request: string, options: { json?: boolean }, context: Context): Promise<void> {
  const journal = await openJournalReader(journalPath(await context.stateDirectory()));
  try {
    const explanation = await explanationOf(request, journal);
    context.out.write(
      options.json === true
        ? `${JSON.stringify(explanation)}\n`
        : whyText(explanation, paintFor(context.out, process.env), timeText()),
    );
  } finally {
    journal.close();
  }
}

async function explanationOf(asked: string, journal: OpenedReader): Promise<Explanation> {
  const request = asked === "last" ? await journal.reader.lastRequest() : asked;
  const explanation = request === null ? null : await explained(request, journal);
  if (explanation === null) throw await noRequest(asked, journal.reader);
  return explanation;
}

async function noRequest(wanted: string, reader: JournalReader): Promise<GatehouseError> {
  const latest = await reader.events({ names: ["request.made"], newestFirst: true, limit: OFFERED });
  const offers = latest.map((event) =>
    event.name === "request.made" ? `${event.request} (${asked(event)})` : event.id,
  );
  const message =
    offers.length === 0
      ? "The journal holds no request yet: nobody and no rule has asked for anything."
      : `There is no request "${wanted}" in the journal; the latest are ${offers.join(", ")}.`;
  return new GatehouseError("WHY_NO_REQUEST", message, { kind: "refused" });
}
