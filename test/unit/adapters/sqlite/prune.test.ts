import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { DELETE_OLD } from "../../../../src/adapters/sqlite/prune.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { drafts } from "../../../fakes/event-drafts.ts";
import { journalFolder } from "./stand.ts";

const DEBT = { device: "front", request: "r1", sinceT: 1, dueT: 2, dueAt: 3, boot: "boot-1" };

describe("pruning", () => {
  it("deletes what is older, keeps what is newer, and never reuses a seq", async () => {
    const { open } = journalFolder();
    const journal = await open();
    await journal.writer.append([1000, 2000, 3000].map((at) => ({ ...drafts.started(), at })));
    expect(await journal.prune({ beforeAt: 3000, keepLatest: 0 })).toBe(2);
    expect((await journal.reader.events({})).map((event) => event.seq)).toEqual([3]);
    expect(await journal.prune({ beforeAt: 9000, keepLatest: 0 })).toBe(1);
    journal.close();
    const [next] = await (await open()).writer.append([drafts.started()]);
    expect(next?.seq).toBe(4);
  });

  it("keeps what tells of clips that are still there", async () => {
    const journal = await journalFolder().open();
    const [a, b] = ["porch-20261101T000000.000Z", "porch-20261102T000000.000Z"];
    const finished = (clip: string): EventDraft => ({
      ...{ name: "recording.finished", source: "brain", at: 1_000, t: 1, camera: "porch", clip, reason: "r" },
      ...{ startAt: 1, startT: 1, seconds: 1, bytes: 1, preRollMs: 0, media: [] },
    });
    await journal.writer.append([finished(a), finished(b)]);
    await journal.writer.append([{ ...drafts.started(), at: 1_000 }]);
    expect(await journal.prune({ beforeAt: 2_000, keepLatest: 0, keepClips: [b] })).toBe(2);
    expect(await journal.reader.events({})).toMatchObject([{ name: "recording.finished", clip: b }]);
  });

  it("keeps the latest events although a wall clock that jumped calls them old", async () => {
    const journal = await journalFolder().open();
    await journal.writer.append(Array.from({ length: 30 }, () => drafts.started()));
    expect(await journal.prune({ beforeAt: Infinity, keepLatest: 10 })).toBe(20);
    expect((await journal.reader.events({})).map((event) => event.seq)[0]).toBe(21);
    expect(await journal.prune({ beforeAt: Infinity })).toBe(0);
  });

  it("keeps the events of a request whose lock is still owed, and the debt", async () => {
    const journal = await journalFolder().open();
    await journal.writer.append([
      drafts.made("r1", { device: "front" }),
      drafts.made("r2", { device: "front" }),
    ]);
    await journal.guardStore.commit({ allowed: drafts.allowed("r1"), spends: [], debt: DEBT });
    await journal.prune({ beforeAt: Infinity, keepLatest: 0 });
    expect((await journal.reader.chainOf("r1")).map((event) => event.name)).toEqual([
      "request.made",
      "request.allowed",
    ]);
    expect(await journal.reader.chainOf("r2")).toEqual([]);
    expect(await journal.guardStore.debts()).toEqual([DEBT]);
  });

  it("keeps the latest change of the mode: the next start has to know it", async () => {
    const journal = await journalFolder().open();
    const changed = (from: string, to: string): EventDraft => ({
      ...drafts.started(),
      name: "mode.changed",
      from,
      to,
      by: { kind: "command" },
    });
    await journal.writer.append([changed("home", "night"), changed("night", "sentry"), drafts.started()]);
    await journal.prune({ beforeAt: Infinity, keepLatest: 0 });
    expect(await journal.reader.events({})).toMatchObject([{ name: "mode.changed", to: "sentry" }]);
  });

  it("keeps how each rule was switched last", async () => {
    const journal = await journalFolder().open();
    const { switched } = drafts;
    await journal.writer.append([switched("a", false), switched("b", false), switched("a", true)]);
    await journal.prune({ beforeAt: Infinity, keepLatest: 0 });
    expect(await journal.reader.events({})).toMatchObject([
      { rule: "b", enabled: false },
      { rule: "a", enabled: true },
    ]);
  });

  it("lets a decision be written between two slices of a few rows", async () => {
    const { path, open } = journalFolder();
    const journal = await open();
    await journal.writer.append(Array.from({ length: 2_000 }, () => drafts.started()));
    const database = new Database(path, { readonly: true });
    const left = database.prepare("SELECT count(*) FROM event WHERE name = 'node.started'").pluck();
    let isPruned = false;
    const pruning = journal.prune({ beforeAt: Infinity, keepLatest: 0 }).then(() => (isPruned = true));
    const seen: unknown[] = [2_000];
    for (let i = 0; !isPruned; i += 1) {
      await journal.guardStore.commit({ allowed: drafts.allowed(`r${i}`), spends: [], debt: DEBT });
      seen.push(left.get());
      await new Promise(setImmediate);
    }
    await pruning;
    database.close();
    const slices = seen.slice(1).map((count, i) => Number(seen[i]) - Number(count));
    expect(slices.length).toBeGreaterThan(8);
    expect(Math.max(...slices)).toBeLessThanOrEqual(400);
    expect(await journal.guardStore.debts()).toHaveLength(1);
  });

  it("does not read through a journal in which nothing is old", async () => {
    const { path, open } = journalFolder();
    await open();
    const database = new Database(path, { readonly: true });
    const plan = database
      .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${DELETE_OLD}`)
      .all(1, 1, "[]", 1);
    database.close();
    const ofEvents = plan
      .map(({ detail }) => detail)
      .filter((detail) => /^(SCAN|SEARCH) event\b/.test(detail));
    expect(ofEvents.filter((detail) => !/\((rowid=|name=|at<)\?\)/.test(detail))).toEqual([]);
    expect(ofEvents).toContainEqual(expect.stringContaining("event_at (at<?)"));
  });

  it("gives the space back", async () => {
    const { path, open } = journalFolder();
    const journal = await open();
    for (let i = 0; i < 20; i += 1) {
      await journal.writer.append(Array.from({ length: 100 }, () => drafts.recognized("anna")));
    }
    journal.close();
    const before = statSync(path).size;
    const again = await open();
    await again.prune({ beforeAt: Infinity, keepLatest: 10 });
    again.close();
    expect(statSync(path).size).toBeLessThan(before / 4);
  });
});
