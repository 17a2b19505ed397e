import { beforeEach, describe, expect, it } from "vitest";
import type { RuleStore, Trace } from "../../src/rules/ports.ts";

function trace(run: string, options: Partial<Trace> = {}): Trace {
  return {
    run,
    rule: "open-for-family",
    outcome: "finished",
    cause: "e1",
    at: 1000,
    steps: [{ path: "triggers/0", result: "matched", detail: "face.recognized", at: 1000 }],
    ...options,
  };
}

/** The manners of RuleStore, for every implementation. */
export function ruleStoreContract(name: string, open: () => Promise<RuleStore>): void {
  describe(`the rule store's contract: ${name}`, () => {
    let store: RuleStore;
    beforeEach(async () => {
      store = await open();
    });

    it("has no state at first, then the latest one", async () => {
      expect(await store.loadState()).toBeNull();
      await store.saveState('{"a":1}');
      await store.saveState('{"a":2}');
      expect(await store.loadState()).toBe('{"a":2}');
    });

    it("keeps a trace, and replaces it when its run goes on", async () => {
      expect(await store.trace("x")).toBeNull();
      await store.saveTrace(trace("x", { outcome: "running" }));
      const done = trace("x");
      await store.saveTrace(done);
      expect(await store.trace("x")).toEqual(done);
    });

    it("keeps the latest 20 a rule and outcome", async () => {
      await store.saveTrace(trace("failed", { outcome: "error", at: 1 }));
      await store.saveTrace(trace("other", { rule: "other", at: 1 }));
      for (let i = 0; i < 25; i += 1) await store.saveTrace(trace(`run-${i}`, { at: 1000 + i }));
      const kept = await Promise.all(Array.from({ length: 25 }, (_, i) => store.trace(`run-${i}`)));
      expect(kept.map((one) => one !== null)).toEqual(Array.from({ length: 25 }, (_, i) => i >= 5));
      expect(await store.trace("failed")).not.toBeNull();
      expect(await store.trace("other")).not.toBeNull();
    });

    it("lists the traces of one rule, latest first", async () => {
      await store.saveTrace(trace("early", { at: 1 }));
      await store.saveTrace(trace("other", { rule: "other", at: 2 }));
      await store.saveTrace(trace("late", { outcome: "condition-false", at: 3 }));
      expect((await store.traces("open-for-family")).map(({ run }) => run)).toEqual(["late", "early"]);
    });
  });
}
