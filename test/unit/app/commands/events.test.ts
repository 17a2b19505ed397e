import { describe, expect, it } from "vitest";
import { showEvents } from "../../../../src/app/commands/events.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalStand } from "./journal-stand.ts";

const lines = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);

describe("gatehouse events", () => {
  it("prints the latest events, oldest first, as JSON lines", async () => {
    const { daemon, clock, context, printed } = await journalStand();
    await daemon.writer.append(Array.from({ length: 60 }, () => drafts.started()));
    await showEvents({ json: true }, context, { clock, scheduler: clock });
    const events = lines(printed()) as { seq: number }[];
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 11));
  });

  it("bounds them by name, time and number", async () => {
    const { daemon, clock, context, printed } = await journalStand();
    const { at } = clock.now();
    await daemon.writer.append([
      { ...drafts.started(), at: at - 7_200_000 },
      { ...drafts.mode("home", "away"), at: at - 60_000 },
      drafts.started(),
      drafts.mode("away", "home"),
    ]);
    const time = { clock, scheduler: clock };
    await showEvents({ json: true, since: "1h", name: ["mode"], limit: "1" }, context, time);
    expect(lines(printed())).toMatchObject([{ seq: 4, name: "mode.changed" }]);
  });

  it("prints text for people otherwise, without colours into a pipe", async () => {
    const { daemon, clock, context, printed } = await journalStand();
    await daemon.writer.append([drafts.mode("home", "sentry")]);
    await showEvents({}, context, { clock, scheduler: clock });
    expect(printed()).toMatch(/^\d{4}-\d\d-\d\d\n\d\d:\d\d:\d\d\.\d{3} {2}mode\.changed +mode home → sentry/);
    expect(printed()).not.toContain("\u001b");
  });

  it("follows the running daemon, each event once, until it is told to end", async () => {
    const { daemon, clock, context, abort, printed } = await journalStand();
    await daemon.writer.append([drafts.started(), drafts.mode("home", "away")]);
    const following = showEvents({ json: true, follow: true, name: ["mode"] }, context, {
      clock,
      scheduler: clock,
    });
    await clock.advanceSettled(300);
    await daemon.writer.append([drafts.started(), drafts.mode("away", "night")]);
    await clock.advanceSettled(300);
    await daemon.writer.append(Array.from({ length: 600 }, () => drafts.mode("a", "b")));
    await clock.advanceSettled(300);
    await clock.advanceSettled(300);
    abort();
    await following;
    const seqs = (lines(printed()) as { seq: number }[]).map((event) => event.seq);
    expect(seqs).toEqual([2, 4, ...Array.from({ length: 600 }, (_, i) => i + 5)]);
    expect(clock.pending).toBe(0);
  });

  it("does not follow what was there before although nothing of it was shown", async () => {
    const { daemon, clock, context, abort, printed } = await journalStand();
    await daemon.writer.append([drafts.mode("home", "away")]);
    clock.advance(7_200_000);
    const options = { json: true, follow: true, since: "1h" };
    const following = showEvents(options, context, { clock, scheduler: clock });
    await clock.advanceSettled(500);
    abort();
    await following;
    expect(printed()).toBe("");
  });
});
