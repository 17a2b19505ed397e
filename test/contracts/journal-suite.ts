import { beforeEach, describe, expect, it } from "vitest";
import type { EventDraft } from "../../src/events/catalogue.ts";
import type { JournalReader, JournalWriter } from "../../src/events/journal.ts";
import { drafts } from "../fakes/event-drafts.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";

/** What a test of the journal's contract stands on. */
export interface JournalStand {
  readonly reader: JournalReader;
  readonly writer: JournalWriter;
  readonly clock: ManualClock;
}

/** The manners of JournalReader and JournalWriter, for every implementation. */
export function journalContract(name: string, open: () => Promise<JournalStand>): void {
  describe(`the journal's contract: ${name}`, () => {
    let stand: JournalStand;
    beforeEach(async () => {
      stand = await open();
    });

    describe("append", () => {
      it("stamps seq, id, boot, run and version, and answers in the given order", async () => {
        const events = await stand.writer.append([drafts.started(), drafts.mode("home", "away")]);
        expect(events.map((event) => [event.seq, event.name, event.v])).toEqual([
          [1, "node.started", 1],
          [2, "mode.changed", 1],
        ]);
        expect(new Set(events.map((event) => event.id)).size).toBe(2);
        expect(events.every((event) => event.boot.length > 0 && event.run.length > 0)).toBe(true);
        const [third] = await stand.writer.append([drafts.started()]);
        expect(third?.seq).toBe(3);
      });

      it("makes ids that sort in journal order", async () => {
        for (let i = 0; i < 50; i += 1) {
          await stand.writer.append([drafts.started(), drafts.started()]);
          if (i % 3 === 0) stand.clock.advance(1);
          if (i === 25) stand.clock.jumpWallClock(-3_600_000);
        }
        const ids = (await stand.reader.events({})).map((event) => event.id);
        expect(ids).toEqual([...ids].sort());
        expect(new Set(ids).size).toBe(100);
      });

      it("keeps nothing of a batch in which one draft is wrong", async () => {
        const wrong = { ...drafts.started(), version: 7 } as unknown as EventDraft;
        await expect(stand.writer.append([drafts.started(), wrong])).rejects.toMatchObject({
          code: "EVENT_INVALID",
          message: expect.stringContaining("version") as string,
        });
        expect(await stand.reader.events({})).toEqual([]);
      });

      it("gives back what it was given", async () => {
        const draft = drafts.recognized("anna", { media: [{ kind: "picture", path: "media/a.jpg" }] });
        const [event] = await stand.writer.append([draft]);
        expect(event).toMatchObject(draft);
        expect(await stand.reader.event(event!.id)).toEqual(event);
        expect(await stand.reader.events({})).toEqual([event]);
      });

      it("accepts nothing", async () => {
        expect(await stand.writer.append([])).toEqual([]);
      });
    });

    describe("events", () => {
      beforeEach(async () => {
        await stand.writer.append(
          [1000, 2000, 3000, 4000].map((at, i) => ({
            ...(i % 2 ? drafts.mode("a", "b") : drafts.started()),
            at,
          })),
        );
      });

      it.each([
        [{}, [1, 2, 3, 4]],
        [{ names: ["mode.changed"] as const }, [2, 4]],
        [{ names: [] as const }, []],
        [{ fromAt: 2000 }, [2, 3, 4]],
        [{ toAt: 2000 }, [1, 2]],
        [{ fromAt: 2000, toAt: 3000, names: ["node.started"] as const }, [3]],
        [{ afterSeq: 2 }, [3, 4]],
        [{ limit: 2 }, [1, 2]],
        [{ limit: 2, newestFirst: true }, [4, 3]],
        [{ afterSeq: 1, limit: 1 }, [2]],
        [{ limit: 0 }, []],
      ])("reads %j", async (query, expected) => {
        expect((await stand.reader.events(query)).map((event) => event.seq)).toEqual(expected);
      });

      it("answers null for an id that does not exist", async () => {
        expect(await stand.reader.event("nobody")).toBeNull();
      });
    });

    describe("the chain of a request", () => {
      it("holds cause, evidence, decision, command, answers and the locking again, and nothing else", async () => {
        const [look] = await stand.writer.append([drafts.recognized("anna")]);
        const [other] = await stand.writer.append([drafts.recognized("ben")]);
        const [made] = await stand.writer.append([
          drafts.made("r1", { device: "front", cause: look!.id }),
          drafts.allowed("r1", { device: "front", evidence: [other!.id, look!.id] }),
          drafts.commanded("front", { by: "r1" }),
          drafts.mode("home", "away"),
          drafts.changed("front", "UNLOCKED", { by: "r1" }),
          drafts.completed("r1", { device: "front" }),
          drafts.changed("front", "LOCKED", { by: null }),
          drafts.made("r9", { device: "front", cause: look!.id }),
        ]);
        await stand.writer.append([
          drafts.made("r2", { device: "front", cause: made!.id, by: { kind: "gatehouse", why: "relock" } }),
          drafts.commanded("front", { by: "r2", command: "lock" }),
          drafts.changed("front", "LOCKED", { by: "r2" }),
          drafts.made("r3", { device: "front", cause: made!.id }),
        ]);
        const chain = await stand.reader.chainOf("r1");
        expect(chain.map((event) => event.seq)).toEqual([1, 2, 3, 4, 5, 7, 8, 11, 12, 13]);
      });

      it("is empty for a request that nobody made", async () => {
        expect(await stand.reader.chainOf("r1")).toEqual([]);
      });
    });

    describe("the latest request", () => {
      it("is none in an empty journal", async () => {
        expect(await stand.reader.lastRequest()).toBeNull();
      });

      it("prefers one about a device that somebody made", async () => {
        const relock = drafts.made("r0", { device: "front", by: { kind: "gatehouse", why: "relock" } });
        await stand.writer.append([relock]);
        expect(await stand.reader.lastRequest()).toBe("r0");
        await stand.writer.append([drafts.made("r1", { device: null }), relock]);
        expect(await stand.reader.lastRequest()).toBe("r1");
        await stand.writer.append([
          drafts.made("r2", { device: "front" }),
          drafts.made("r3", { device: null }),
          relock,
        ]);
        expect(await stand.reader.lastRequest()).toBe("r2");
      });
    });
  });
}
