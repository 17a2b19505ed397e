import { InvalidArgumentError, type Command } from "commander";
import { EXECUTION_PROVIDERS, type ExecutionProvider } from "../../models/execution-provider.ts";
import type { CommandContext } from "../command-context.ts";
import { settingsOf } from "../evaluate/settings.ts";

type BenchContext = Pick<CommandContext, "config" | "out" | "err" | "signal">;

interface Options {
  readonly providers?: readonly ExecutionProvider[];
  readonly json?: boolean;
}

/** Enough that a median stands still; about ten seconds on a small server, a minute on a Raspberry Pi. */
const ROUNDS = 40;

/** Adds `gatehouse bench`. */
export function registerBench(program: Command, context: BenchContext): void {
  program
    .command("bench")
    .description(
      "measure what this machine can do: each model, a camera's frame, the hearing; and how many cameras",
    )
    .option(
      "--providers <list>",
      "other execution providers than the configuration's, such as cuda or tensorrt,cuda",
      providerList,
    )
    .option("--json", "print one JSON object; times are ms")
    .action(async (options: Options) => {
      const named = program.opts<{ config?: string }>().config !== undefined;
      const settings = await settingsOf(context, named);
      // Loaded here: the models' runtime is large, and the help does not need it.
      const { runBench } = await import("../bench/run-bench.ts");
      const { benchFacts, benchText } = await import("../bench/report.ts");
      const providers = options.providers ?? settings.config.vision.providers;
      const { signal } = context;
      const progress = (what: string): void => void context.err.write(`${what} …\n`);
      const result = await runBench({ settings, providers, rounds: ROUNDS, signal, progress });
      context.out.write(
        options.json === true ? `${JSON.stringify(benchFacts(result))}\n` : benchText(result),
      );
    });
}

function providerList(text: string): readonly ExecutionProvider[] {
  return text.split(",").map((name) => {
    const provider = EXECUTION_PROVIDERS.find((known) => known === name.trim());
    if (provider !== undefined) return provider;
    throw new InvalidArgumentError(`expected some of ${EXECUTION_PROVIDERS.join(", ")}`);
  });
}
