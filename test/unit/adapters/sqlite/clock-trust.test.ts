import { expect, it } from "vitest";
import { openJournal } from "../../../../src/adapters/sqlite/journal.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { journalFolder } from "./stand.ts";

it("marks the events of a time at which the clock was not known to be right, also for who reads them later", async () => {
  const { path, open } = journalFolder();
  const journal = await openJournal({
    ...{ path, clock: new ManualClock(), boot: "boot-1", run: "run-0", random: () => 0.5 },
    isClockTrusted: (t) => t >= 1000,
  });
  const draft = drafts.mode("home", "sentry");
  const written = await journal.writer.append([
    { ...draft, t: 999 },
    { ...draft, t: 1000 },
  ]);
  journal.close();
  const read = await (await open()).reader.events({});
  for (const events of [written, read]) {
    expect(events.map((event) => event.atUntrusted)).toEqual([true, undefined]);
  }
  expect(read.map((event) => "atUntrusted" in event)).toEqual([true, false]);
});
