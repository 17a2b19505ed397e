import { openJournalAudit, type ChainAudit } from "../../adapters/sqlite/audit-chain.ts";
import { journalPath } from "../../adapters/sqlite/journal.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { judgedAgain, type JudgedAgain } from "./judged-again.ts";

/**
 * Looks whether the journal's decisions are as they were written, all of them, and whether the guard decides alike again.
 *
 * @throws GatehouseError JOURNAL_UNPROVEN (refused), and those of `openJournalReader`
 */
export async function runJournalDoctor(
  { json = false }: { readonly json?: boolean },
  context: Pick<CommandContext, "out" | "stateDirectory">,
): Promise<void> {
  const journal = openJournalAudit(journalPath(await context.stateDirectory()));
  if (journal === null) {
    context.out.write("This journal is of an earlier Gatehouse: nothing proves its decisions yet.\n");
    return;
  }
  try {
    const chain = journal.audit();
    const again = judgedAgain(journal.decisions());
    const faults = [...chain.faults, ...again.faults];
    const text = json
      ? `${JSON.stringify({ ...chain, judgedAgain: again, faults })}\n`
      : textOf(chain, again);
    context.out.write(text);
    if (faults.length === 0) return;
    const count = faults.length === 1 ? "a decision that is" : `${faults.length} decisions that are`;
    throw new GatehouseError(
      "JOURNAL_UNPROVEN",
      `The journal has ${count} not as it was written: see above.`,
      {
        kind: "refused",
      },
    );
  } finally {
    journal.close();
  }
}

function textOf(chain: ChainAudit, again: JudgedAgain): string {
  const { proven, erased, aged, before, head } = chain;
  const lines = [
    ...[...chain.faults, ...again.faults].map((fault) => `✗ ${fault}`),
    `${proven} decisions are as they were written${erased === 0 ? "" : `, ${erased} of them but for a person who was removed`}.`,
    `${again.same} of them were judged again, with the same result; of ${again.notJudged} nothing was kept to judge by.`,
    ...(aged === 0 ? [] : [`${aged} were deleted for their age.`]),
    ...(before === 0 ? [] : [`${before} are from before there was a chain; nothing proves them.`]),
    ...(head === null ? [] : [`The chain ends with ${head}.`]),
  ];
  return `${lines.join("\n")}\n`;
}
