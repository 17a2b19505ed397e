import { beforeEach, describe, expect, it } from "vitest";
import type { EventDraft } from "../../src/events/catalogue.ts";
import type { JournalReader } from "../../src/events/journal.ts";
import type { Authorisation, Debt, GuardStore, Spend } from "../../src/guard/ports.ts";
import { drafts } from "../fakes/event-drafts.ts";
import type { ManualClock } from "../fakes/manual-clock.ts";

/** What a test of the guard store's contract stands on; the store belongs to boot `boot-1`. */
export interface GuardStoreStand {
  readonly store: GuardStore;
  readonly reader: JournalReader;
  readonly clock: ManualClock;
}

const debt = (device: string, request: string): Debt => ({
  device,
  request,
  sinceT: 1_000_000,
  dueT: 1_010_000,
  dueAt: 1_700_000_010_000,
  boot: "boot-1",
});

/** The manners of GuardStore, for every implementation. */
export function guardStoreContract(name: string, open: () => Promise<GuardStoreStand>): void {
  describe(`the guard store's contract: ${name}`, () => {
    let stand: GuardStoreStand;
    const spend = (options: Partial<Spend> = {}): Spend => ({
      person: "anna",
      camera: "front_door",
      track: "run-1/7",
      ...stand.clock.now(),
      boot: "boot-1",
      ...options,
    });
    const authorisation = (request: string, options: Partial<Authorisation> = {}): Authorisation => ({
      allowed: drafts.allowed(request, { device: "front" }),
      spends: [],
      debt: null,
      ...options,
    });
    beforeEach(async () => {
      stand = await open();
    });

    it("journals the authorisation and answers with its event", async () => {
      const event = await stand.store.commit(authorisation("r1"));
      expect(event).toMatchObject({ name: "request.allowed", request: "r1", seq: 1 });
      expect(await stand.reader.events({})).toEqual([event]);
    });

    it("keeps spent evidence and the owed lock with it", async () => {
      const spends = [spend(), spend({ person: "ben", track: "run-1/8" })];
      await stand.store.commit(authorisation("r1", { spends, debt: debt("front", "r1") }));
      expect(await stand.store.recentSpends()).toEqual(spends);
      expect(await stand.store.debts()).toEqual([debt("front", "r1")]);
    });

    it("keeps nothing at all of an authorisation that cannot be journalled", async () => {
      const allowed = { ...drafts.allowed("r1"), reason: 7 } as unknown as EventDraft;
      await expect(
        stand.store.commit({ allowed, spends: [spend()], debt: debt("front", "r1") }),
      ).rejects.toMatchObject({ code: "EVENT_INVALID" });
      expect(await stand.store.recentSpends()).toEqual([]);
      expect(await stand.store.debts()).toEqual([]);
      expect(await stand.reader.events({})).toEqual([]);
    });

    it("has one debt a device: a later one replaces it, and an action that owes nothing leaves it", async () => {
      await stand.store.commit(authorisation("r1", { debt: debt("front", "r1") }));
      await stand.store.commit(authorisation("r2", { debt: debt("garage", "r2") }));
      await stand.store.commit(authorisation("r3", { debt: debt("front", "r3") }));
      await stand.store.commit(authorisation("r4"));
      expect(await stand.store.debts()).toEqual([debt("front", "r3"), debt("garage", "r2")]);
    });

    it("settles a debt only for the request that owes it", async () => {
      await stand.store.commit(authorisation("r1", { debt: debt("front", "r1") }));
      await stand.store.commit(authorisation("r2", { debt: debt("front", "r2") }));
      await stand.store.settle("front", "r1");
      await stand.store.settle("garage", "r2");
      expect(await stand.store.debts()).toEqual([debt("front", "r2")]);
      await stand.store.settle("front", "r2");
      await stand.store.settle("front", "r2");
      expect(await stand.store.debts()).toEqual([]);
    });

    it("remembers spent evidence for ten minutes by either clock", async () => {
      const now = stand.clock.now();
      const old = { at: now.at - 600_001, t: now.t - 600_001 };
      const kept = [
        spend({ person: "now" }),
        spend({ person: "limit", at: now.at - 600_000, t: now.t - 600_000 }),
        spend({ person: "by wall clock", t: old.t }),
        spend({ person: "by time since boot", at: old.at }),
        spend({ person: "after the wall clock was set back", at: now.at + 3_600_000, t: old.t }),
        spend({ person: "of an earlier boot", boot: "boot-0", t: 5 }),
      ];
      const gone = [
        spend({ person: "old", ...old }),
        spend({ person: "old, of an earlier boot with a high t", boot: "boot-0", at: old.at, t: now.t }),
      ];
      await stand.store.commit(authorisation("r1", { spends: [...kept, ...gone] }));
      expect((await stand.store.recentSpends()).map((one) => one.person)).toEqual(
        kept.map((one) => one.person),
      );
    });
  });
}
