import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Damage } from "../../../adapters/sqlite/damage.ts";
import { GatehouseError } from "../../../runtime/errors.ts";
import { warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";
import { journalWords } from "../sensor-words.ts";

/** Whether the journal can be read, and whether one before it was damaged. Rejects if it cannot. */
export async function checkJournal(stateDirectory: string): Promise<Outcome> {
  try {
    const { newestAt, damage } = await journalWords(stateDirectory);
    const newest =
      newestAt === null ? "empty" : `newest event of ${new Date(newestAt).toLocaleString("sv-SE")}`;
    return {
      found: newest,
      advice: adviceOn(damage, stateDirectory),
      facts: { newestAt, damagedAt: damage?.at ?? null },
    };
  } catch (error) {
    const isNew = error instanceof GatehouseError && error.code === "JOURNAL_MISSING";
    if (!isNew) throw error;
    return { found: "none yet: it is begun at the first start", advice: [], facts: { newestAt: null } };
  }
}

/** A damaged journal is worth a word for as long as it is there. */
function adviceOn(damage: Damage | null, stateDirectory: string): Advice[] {
  if (damage === null || !existsSync(join(stateDirectory, damage.movedTo))) return [];
  const { at, movedTo, events, isWhole } = damage;
  const saved = isWhole ? "all of its events" : `${events} of its events`;
  return [
    warning(
      `the one before was damaged on ${new Date(at).toLocaleString("sv-SE")}, and ${saved} were saved: check the disk and the power supply, look whether mode, rules and lockdown are as you want them, and delete ${movedTo} when you need it no more`,
    ),
  ];
}
