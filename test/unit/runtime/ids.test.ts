import { expect, it } from "vitest";
import { createIds } from "../../../src/runtime/ids.ts";
import { ManualClock } from "../../fakes/manual-clock.ts";

const highest = (): number => 1 - Number.EPSILON;

it("makes short ids that sort in the order they were made, within one ms and when the clock is set back", () => {
  const clock = new ManualClock();
  const newId = createIds({ clock, random: highest });
  const ids = Array.from({ length: 500 }, (_, i) => {
    if (i % 100 === 99) clock.jumpWallClock(i === 299 ? -86_400_000 : 1);
    return newId();
  });
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(500);
  expect(ids.every((id) => /^[0-9a-hjkmnp-tv-z]{13}$/.test(id))).toBe(true);
});

it("goes on to the next ms when the suffixes of one are used up", () => {
  const newId = createIds({ clock: new ManualClock(), random: highest });
  let last = "";
  for (let i = 0; i < 600_000; i += 1) {
    const id = newId();
    if (id <= last) throw new Error(`${id} does not follow ${last}`);
    last = id;
  }
  expect(last).toHaveLength(13);
});
