import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import { openJournal } from "../../../../src/adapters/sqlite/journal.ts";
import type { Journal } from "../../../../src/adapters/sqlite/journal.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

/** A folder of its own for a journal that is gone after the test. */
export function journalFolder(): { path: string; folder: string; open: (run?: string) => Promise<Journal> } {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-journal-"));
  folders.push(folder);
  const path = join(folder, "journal.db");
  const clock = new ManualClock();
  // The clock stands still: ids of two starts would be the same.
  let drawn = 0.5;
  const random = (): number => (drawn = (drawn * 16_807 + 0.1) % 1);
  return {
    folder,
    path,
    open: async (run = "run-1") => {
      const journal = await openJournal({ path, clock, boot: "boot-1", run, random });
      journals.push(journal);
      return journal;
    },
  };
}

const folders: string[] = [];
const journals: Journal[] = [];
afterEach(() => {
  for (const journal of journals.splice(0)) journal.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
