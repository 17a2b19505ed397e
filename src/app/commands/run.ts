import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

/** Adds `gatehouse run`. */
export function registerRun(program: Command, context: CommandContext): void {
  program
    .command("run")
    .description(
      "run the daemon until it is asked to end (SIGTERM, Ctrl-C); SIGHUP reads the configuration again",
    )
    .action(async () => {
      // Loaded here: the daemon is most of the program, and no other command needs it.
      const { runDaemon } = await import("../run-daemon.ts");
      await runDaemon(context);
    });
}
