import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openJournal } from "../../../../../src/adapters/sqlite/journal.ts";
import { checkJournal } from "../../../../../src/app/doctor/checks/journal.ts";
import { ManualClock } from "../../../../fakes/manual-clock.ts";

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "gatehouse-doctor-"))));
afterEach(() => rmSync(directory, { recursive: true }));

it("says that a damaged journal lies there, for as long as it does", async () => {
  const path = join(directory, "journal.db");
  writeFileSync(path, "no journal");
  const clock = new ManualClock();
  (await openJournal({ path, clock, boot: "b", run: "r", random: () => 0 })).close();
  const { advice } = await checkJournal(directory);
  expect(advice).toMatchObject([{ severity: "warning" }]);
  expect(advice[0]!.text).toMatch(/damaged on 2023-11-1\d .*0 of its events.*delete journal\.db\.corrupt-/);
  rmSync(join(directory, "journal.db.corrupt-20231114T221320Z"));
  expect((await checkJournal(directory)).advice).toEqual([]);
});

it("takes a journal that is not there yet for none, and one that cannot be read for an error", async () => {
  expect((await checkJournal(directory)).found).toContain("none yet");
  writeFileSync(join(directory, "journal.db"), "no journal");
  await expect(checkJournal(directory)).rejects.toMatchObject({ code: "JOURNAL_CORRUPT" });
});
