import { randomUUID } from "node:crypto";
import { Option, type Command } from "commander";
import type { CommandContext } from "../command-context.ts";

type Context = Pick<CommandContext, "stateDirectory" | "out">;

/** Adds `gatehouse lockdown on | off | status`. */
export function registerLockdown(program: Command, context: Context): void {
  const lockdown = program.command("lockdown").description("open nothing that is guarded until it is ended");
  const json = () => new Option("--json", "print one JSON object");
  lockdown
    .command("on")
    .description("begin one; a daemon that does not run begins with it")
    .addOption(json())
    .action((options: { json?: boolean }) => wish(true, options, context));
  lockdown
    .command("off")
    .description("end it")
    .addOption(json())
    .action((options: { json?: boolean }) => wish(false, options, context));
  lockdown
    .command("status")
    .description("say whether there is one")
    .addOption(json())
    .action(async (options: { json?: boolean }) => {
      const { keptLockdown } = await import("../brain/lockdown.ts");
      const active = keptLockdown(await context.stateDirectory()) ?? false;
      say(active ? "There is a lockdown." : "There is no lockdown.", { active, ...options }, context);
    });
}

async function wish(active: boolean, options: { json?: boolean }, context: Context): Promise<void> {
  const { wishLockdown } = await import("../brain/lockdown.ts");
  await wishLockdown(await context.stateDirectory(), active, randomUUID());
  const text = active
    ? "A lockdown: nothing that is guarded is opened until it is ended."
    : "The lockdown is ended.";
  say(`${text} A daemon that runs takes it up at once.`, { active, ...options }, context);
}

function say(text: string, { active, json }: { active: boolean; json?: boolean }, { out }: Context): void {
  out.write(`${json === true ? JSON.stringify({ lockdown: active }) : text}\n`);
}
