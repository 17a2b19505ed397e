import { GatehouseError } from "../../../runtime/errors.ts";
import type { Outcome } from "../check.ts";
import { journalWords } from "../sensor-words.ts";

/** Whether the journal can be read. Rejects if it cannot. */
export async function checkJournal(stateDirectory: string): Promise<Outcome> {
  try {
    const { newestAt } = await journalWords(stateDirectory);
    const newest =
      newestAt === null ? "empty" : `newest event of ${new Date(newestAt).toLocaleString("sv-SE")}`;
    return { found: newest, advice: [], facts: { newestAt } };
  } catch (error) {
    const isNew = error instanceof GatehouseError && error.code === "JOURNAL_MISSING";
    if (!isNew) throw error;
    return { found: "none yet: it is begun at the first start", advice: [], facts: { newestAt: null } };
  }
}
