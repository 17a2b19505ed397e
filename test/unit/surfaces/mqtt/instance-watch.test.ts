import { describe, expect, it } from "vitest";
import {
  GONE_AFTER_MS,
  hear,
  type InstanceNotice,
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

  it("cannot fill the memory", () => {
    let others: ReadonlyMap<string, number> = new Map();
    for (let index = 0; index < 1_000; index++) {
      others = hear(others, notice("started", `other-${String(index)}`), live).others;
    }
    expect(others.size).toBe(16);
  });
});
