import { describe, expect, it } from "vitest";
import { headOf, HOUSE, problemsOf } from "../../fakes/checked-house.ts";

const heads = async (filter: string): Promise<string[]> =>
  (await problemsOf({ config: HOUSE.replace("home/bell", `"${filter}"`) })).map(headOf);

describe("outputs.allow", () => {
  it.each(["lock/set", "lock/+", "lock/#", "#", "+/set", "lock/state"])(
    "must not let %s reach the lock's topics",
    async (filter) => {
      expect(await heads(filter)).toEqual([expect.stringContaining("a topic of the guarded front_lock")]);
    },
  );

  it.each(["gatehouse/test/mode/set", "gatehouse/#", "gatehouse/+/device/+/set"])(
    "must not let %s command Gatehouse",
    async (filter) => {
      expect(await heads(filter)).toEqual([
        expect.stringContaining("by which Gatehouse itself is commanded"),
      ]);
    },
  );

  it("may hold any other topic", async () => {
    expect(await heads("home/+/bell")).toEqual([]);
  });
});
