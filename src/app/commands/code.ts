import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

const HELP = `
A code is typed without being shown, or is the first line of the input. What is kept is a hash of it. Codes are declared
in the configuration (\`codes: { anna: { person: anna } }\`), and policies count them with \`by: code\`.`;

/** Adds `gatehouse code set | hash | list | remove`. */
export function registerCode(program: Command, context: CommandContext): void {
  const code = program.command("code").description("codes that open or disarm").addHelpText("after", HELP);
  const terminal = { input: process.stdin, output: context.err };
  // Loaded when asked for: no other command needs it.
  const manage = () => import("../codes/manage.ts");
  code
    .command("set <name>")
    .description("say what a code is from now on")
    .action(async (name: string) => (await manage()).runCodeSet(name, context, terminal));
  code
    .command("hash")
    .description("print the hash of a code, for codes.NAME.hash in the configuration")
    .action(async () => (await manage()).runCodeHash(context, terminal));
  code
    .command("list")
    .description("show which codes there are, and whether they are set")
    .option("--json", "print one JSON object a code")
    .action(async (options: { json?: boolean }) => (await manage()).runCodeList(options, context));
  code
    .command("remove <name>")
    .description("forget what a code is: it counts no more")
    .action(async (name: string) => (await manage()).runCodeRemove(name, context));
}
