import { hashCode, isCodeOf } from "../../adapters/codes/code-hash.ts";
import { readSecret } from "../../adapters/process/read-secret.ts";
import { nearest } from "../../config/nearest.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { CodeBook } from "./code-book.ts";
import { whyUnfit } from "./fit-code.ts";

/** Where the code is typed. */
type Terminal = Parameters<typeof readSecret>[1];

/** `gatehouse code hash`: prints the hash of a code that is typed. */
export async function runCodeHash(context: Pick<CommandContext, "out">, terminal: Terminal): Promise<void> {
  context.out.write(`${await hashCode(await newCode(terminal))}\n`);
}

/** `gatehouse code set NAME`: keeps what a declared code reads from now on. */
export async function runCodeSet(name: string, context: CommandContext, terminal: Terminal): Promise<void> {
  const { book, declared } = await openBook(context);
  const entry = declared[name];
  if (entry === undefined) {
    const known = Object.keys(declared);
    const guess = nearest(name, known);
    const advice =
      guess === undefined ? `write codes: { ${name}: {} } into it first` : `did you mean ${guess}?`;
    throw new GatehouseError("CODE_UNKNOWN", `There is no code ${name} in the configuration: ${advice}`, {
      kind: "usage",
    });
  }
  if (entry.hash !== undefined) {
    const message = `The configuration itself says what ${name} is (codes.${name}.hash): change it there, with \`gatehouse code hash\`.`;
    throw new GatehouseError("CODE_IN_FILE", message, { kind: "usage" });
  }
  const code = await newCode(terminal);
  for (const other of book.codes()) {
    if (other.name === name || !(await isCodeOf(other.hash, code))) continue;
    throw new GatehouseError("CODE_TAKEN", `Another code reads the same: choose a different one.`, {
      kind: "refused",
    });
  }
  await book.set(name, await hashCode(code));
  context.out.write(`The code ${name} is set; it counts from now on.\n`);
}

/** `gatehouse code remove NAME`: forgets what a code reads. */
export async function runCodeRemove(name: string, context: CommandContext): Promise<void> {
  const { book } = await openBook(context);
  if (!(await book.remove(name))) {
    throw new GatehouseError("CODE_NOT_KEPT", `No code ${name} is kept; there is nothing to forget.`, {
      kind: "refused",
    });
  }
  context.out.write(`The code ${name} is forgotten.\n`);
}

/** `gatehouse code list`: which codes there are, and whether they are set. */
export async function runCodeList(
  { json }: { readonly json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { book, declared } = await openBook(context);
  const unset = book.unset();
  for (const [name, { person = null }] of Object.entries(declared)) {
    const isSet = !unset.includes(name);
    const line = `${name}${person === null ? "" : ` (${person})`}: ${isSet ? "set" : "not set"}`;
    context.out.write(`${json === true ? JSON.stringify({ name, person, set: isSet }) : line}\n`);
  }
}

async function openBook(context: CommandContext) {
  const { config } = await context.config();
  return { declared: config.codes, book: new CodeBook(await context.stateDirectory(), config.codes) };
}

/** A code that is typed, at a terminal twice. */
async function newCode(terminal: Terminal): Promise<string> {
  const code = await readSecret("The new code: ", terminal);
  const unfit = whyUnfit(code);
  if (unfit !== null) throw new GatehouseError("CODE_UNFIT", unfit, { kind: "usage" });
  if (terminal.input.isTTY === true && (await readSecret("Once more: ", terminal)) !== code) {
    throw new GatehouseError("CODE_UNFIT", "These were two different codes; nothing was changed.", {
      kind: "usage",
    });
  }
  return code;
}
