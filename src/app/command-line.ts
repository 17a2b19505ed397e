import { Command, CommanderError } from "commander";
import { exitCodeOf, GatehouseError, messageOf } from "../runtime/errors.ts";
import { createContext, type CommandIo } from "./context.ts";
import { registerCheck } from "./commands/check.ts";
import { registerDemo } from "./commands/demo.ts";
import { registerEvents } from "./commands/events.ts";
import { registerModels } from "./commands/models.ts";
import { registerPeople } from "./commands/people.ts";
import { registerRun } from "./commands/run.ts";
import { registerVoice } from "./commands/voice.ts";
import { registerWhy } from "./commands/why.ts";
import { VERSION } from "./version.ts";

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
  for (const register of [
    registerRun,
    registerCheck,
    registerDemo,
    registerPeople,
    registerVoice,
    registerModels,
    registerEvents,
    registerWhy,
  ]) {
    register(program, context);
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
