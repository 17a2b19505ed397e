import { describe, expect, it } from "vitest";
import {
  GONE_AFTER_MS,
  hear,
  type InstanceNotice,
  mustWithdraw,
  NEWCOMER_MS,
  withoutGone,
} from "../../../../src/surfaces/mqtt/instance-watch.ts";

const notice = (state: InstanceNotice["state"], instance = "other"): InstanceNotice => ({
  instance,
  state,
  at: 0,
});
const live = { own: "me", retained: false, t: 1_000 };

describe("another instance under the same name", () => {
  it("is noticed when it starts, and answered", () => {
    expect(hear(new Map(), notice("started"), live)).toEqual({
      others: new Map([["other", 1_000]]),
      answer: true,
    });
  });

  it("is noticed by its sign of life, which is not answered", () => {
    expect(hear(new Map(), notice("alive"), live)).toMatchObject({ answer: false });
    expect(hear(new Map(), notice("alive"), live).others.size).toBe(1);
  });

  it("is not made up from a retained notice, which a dead one may have left", () => {
    expect(hear(new Map(), notice("alive"), { ...live, retained: true }).others.size).toBe(0);
  });

  it("is not this one", () => {
    expect(hear(new Map(), notice("started", "me"), live)).toEqual({ others: new Map(), answer: false });
  });

  it("is forgotten when it stops", () => {
    expect(hear(new Map([["other", 0]]), notice("stopped"), live).others.size).toBe(0);
  });

  it("is forgotten when it was silent for long", () => {
    const others = new Map([["other", 1_000]]);
    expect(withoutGone(others, 1_000 + GONE_AFTER_MS - 1).size).toBe(1);
    expect(withoutGone(others, 1_000 + GONE_AFTER_MS).size).toBe(0);
  });

  it("is answered and not counted when it is none, and only asks", () => {
    expect(hear(new Map(), notice("asked"), live)).toEqual({ others: new Map(), answer: true });
  });

  it("is forgotten when it withdraws", () => {
    expect(hear(new Map([["other", 0]]), notice("withdrawn"), live).others.size).toBe(0);
  });

  it("cannot fill the memory", () => {
    let others: ReadonlyMap<string, number> = new Map();
    for (let index = 0; index < 1_000; index++) {
      others = hear(others, notice("started", `other-${String(index)}`), live).others;
    }
    expect(others.size).toBe(16);
  });
});

describe("who was not the first", () => {
  const standing = { own: "me", newSinceT: 1_000, seniors: new Set<string>() };
  const at = (state: InstanceNotice["state"], t: number, instance?: string): boolean =>
    mustWithdraw(notice(state, instance), t, standing);

  it("withdraws when another one answers its start, and not later", () => {
    expect(at("alive", 1_000 + NEWCOMER_MS - 1)).toBe(true);
    expect(at("alive", 1_000 + NEWCOMER_MS)).toBe(false);
    expect(mustWithdraw(notice("alive"), 1_001, { ...standing, newSinceT: null })).toBe(false);
  });

  it("withdraws again for whom it withdrew before, whenever that one is heard", () => {
    const known = { ...standing, newSinceT: null, seniors: new Set(["other"]) };
    expect(mustWithdraw(notice("started"), 99_000, known)).toBe(true);
    expect(mustWithdraw(notice("stopped"), 99_000, known)).toBe(false);
  });

  it("is one of two that start at once", () => {
    const both = ["a", "b"].map((own) =>
      mustWithdraw(notice("started", own === "a" ? "b" : "a"), 1_001, { ...standing, own }),
    );
    expect(both).toEqual([false, true]);
  });

  it("is never this one itself", () => {
    expect(at("alive", 1_001, "me")).toBe(false);
  });
});
