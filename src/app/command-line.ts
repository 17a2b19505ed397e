import { Command, CommanderError } from "commander";
import { exitCodeOf, GatehouseError, messageOf } from "../runtime/errors.ts";
import type { CommandContext } from "./command-context.ts";
import { createContext, type CommandIo } from "./context.ts";
import { VERSION } from "./version.ts";

type Register = (program: Command, context: CommandContext) => void;

/** The commands, in the order of the help. Each is loaded only when it is asked for: a Raspberry Pi takes its time to load all. */
const COMMANDS: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import("./commands/run.ts")).registerRun,
  check: async () => (await import("./commands/check.ts")).registerCheck,
  demo: async () => (await import("./commands/demo.ts")).registerDemo,
  people: async () => (await import("./commands/people.ts")).registerPeople,
  code: async () => (await import("./commands/code.ts")).registerCode,
  lockdown: async () => (await import("./commands/lockdown.ts")).registerLockdown,
  voice: async () => (await import("./commands/voice.ts")).registerVoice,
  wake: async () => (await import("./commands/wake.ts")).registerWake,
  models: async () => (await import("./commands/models.ts")).registerModels,
  doctor: async () => (await import("./commands/doctor.ts")).registerDoctor,
  nodes: async () => (await import("./commands/nodes.ts")).registerNodes,
  analyze: async () => (await import("./commands/analyze.ts")).registerAnalyze,
  bench: async () => (await import("./commands/bench.ts")).registerBench,
  eval: async () => (await import("./commands/eval.ts")).registerEval,
  events: async () => (await import("./commands/events.ts")).registerEvents,
  clips: async () => (await import("./commands/clips.ts")).registerClips,
  why: async () => (await import("./commands/why.ts")).registerWhy,
  replay: async () => (await import("./commands/replay.ts")).registerReplay,
  rules: async () => (await import("./commands/rules.ts")).registerRules,
};

/**
 * Runs one command line.
 *
 * @param argv as `process.argv`: interpreter, script, arguments
 * @returns the exit code: 0 done, 1 the answer is no, 2 wrong use, 3 something that it needs is missing
 */
export async function runCommandLine(argv: readonly string[], io: CommandIo): Promise<number> {
  const program = new Command("gatehouse");
  program
    .description("Faces and voice commands, recognised on this machine; YAML rules; devices over MQTT.")
    .version(VERSION)
    .option(
      "-c, --config <file>",
      "configuration (default: ./gatehouse.yaml, then /etc/gatehouse/gatehouse.yaml)",
    )
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 the answer is no, 2 wrong use, 3 something that it needs is missing.",
    )
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();
  const context = createContext(io, () => program.opts<{ config?: string }>().config);
  for (const name of asked(argv.slice(2))) {
    const register = await COMMANDS[name]?.();
    register?.(program, context);
  }
  try {
    await program.parseAsync([...argv]);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const code = error instanceof GatehouseError ? ` (${error.code})` : "";
    io.err.write(`gatehouse: ${messageOf(error)}${code}\n`);
    return exitCodeOf(error);
  }
}

/** The commands that these words may ask for: those they name, or all, which the help and a misspelt name need. */
function asked(words: readonly string[]): readonly string[] {
  const all = Object.keys(COMMANDS);
  const named = all.filter((name) => words.includes(name));
  const wantsHelp = ["-h", "--help", "help"].includes(words[0] ?? "");
  return wantsHelp || named.length === 0 ? all : named;
}
