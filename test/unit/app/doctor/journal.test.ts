import Database from "better-sqlite3";
import { expect, it } from "vitest";
import { journalPath } from "../../../../src/adapters/sqlite/journal.ts";
import { runJournalDoctor } from "../../../../src/app/doctor/run-journal.ts";
import { allowedDraft, deniedDraft } from "../../../../src/guard/drafts.ts";
import { Gatekeeper } from "../../../../src/guard/gatekeeper.ts";
import { matterText } from "../../../../src/guard/matter.ts";
import { anaAtTheDoor, BOOT, NOW_T, policies, request, RUN, unasked } from "../../../fakes/guard-world.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalStand, type JournalStand } from "../commands/journal-stand.ts";

/** A journal with an unlock that was allowed, and a second one that was denied: the evidence was spent. */
async function decided(): Promise<JournalStand> {
  const stand = await journalStand();
  const clock = new ManualClock({ at: 1_700_000_000_000, t: NOW_T });
  const judged = ({ request: asked, ...matter }: Parameters<typeof matterText>[0]): void =>
    stand.daemon.judged(asked.id, matterText({ ...matter, request: asked }));
  const guard = new Gatekeeper({ ...unasked, run: RUN, boot: BOOT, clock, policies: policies(), judged });
  for (const input of anaAtTheDoor()) guard.observe(input);
  for (const asked of [request(), request()]) {
    const decision = guard.authorise(asked);
    if (decision.outcome === "challenged") throw new Error("nobody was to be asked");
    const draft = decision.outcome === "allowed" ? allowedDraft : deniedDraft;
    await stand.daemon.writer.append([draft(asked, decision as never, clock.now())]);
  }
  return stand;
}

async function change(stand: JournalStand, sql: string): Promise<void> {
  const database = new Database(journalPath(await stand.context.stateDirectory()));
  database.exec(sql);
  database.close();
}

it("judges every decision again from the journal, with the same result", async () => {
  const stand = await decided();
  await runJournalDoctor({}, stand.context);
  expect(stand.printed()).toContain("2 decisions are as they were written.");
  expect(stand.printed()).toContain(
    "2 of them were judged again, with the same result; of 0 nothing was kept",
  );
});

it("prints facts with --json", async () => {
  const stand = await decided();
  await runJournalDoctor({ json: true }, stand.context);
  expect(JSON.parse(stand.printed())).toMatchObject({ proven: 2, judgedAgain: { same: 2 }, faults: [] });
});

it("says which decision was changed, and that the guard would not have made it", async () => {
  const stand = await decided();
  await change(stand, "UPDATE judged SET body = replace(body, '\"similarity\":0.71', '\"similarity\":0.2')");
  await expect(runJournalDoctor({}, stand.context)).rejects.toMatchObject({ code: "JOURNAL_UNPROVEN" });
  expect(stand.printed()).toMatch(/✗ Decision \w+ \(request request-\d+, event 1\) was changed/);
  expect(stand.printed()).toContain("it was allowed; judged again it is denied.");
});

it("says so if nothing that it was judged by can be read", async () => {
  const stand = await decided();
  await change(stand, "UPDATE judged SET body = 'x'");
  await expect(runJournalDoctor({}, stand.context)).rejects.toThrow("4 decisions that are");
  expect(stand.printed()).toContain("what it was judged by cannot be read");
});
