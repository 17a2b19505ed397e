import { expect, it } from "vitest";
import type { Watch } from "../../../../src/guard/challenge/challenge.ts";
import { beginWatch, longestGapMs, watchSighting } from "../../../../src/guard/challenge/watch.ts";
import { faceFactor, recognized, sighting, track } from "../../../fakes/guard-world.ts";

const proof = { factor: faceFactor(), event: recognized() };

/** What is watched after pictures at these moments. */
function after(times: readonly number[], changes: Parameters<typeof track>[0] = {}): Watch {
  let watch = beginWatch(0);
  for (const t of times) {
    const tracks = [track({ lastLookT: t, yaw: 0.1, mouthOpening: 0.2, ...changes })];
    const next = watchSighting(watch, sighting({ t, tracks }), { proof, restYaw: 0 });
    if ("why" in next) throw new Error(next.why);
    watch = next;
  }
  return watch;
}

it("begins with nothing seen", () => {
  expect(beginWatch(5)).toEqual({ samples: [], latestT: 5, seenT: 5, frames: 0, doubtSinceT: null });
});

it("remembers what each picture showed of the head and the mouth", () => {
  expect(after([100, 200])).toEqual({
    samples: [100, 200].map((t) => ({ t, yaw: 0.1, opening: 0.2 })),
    ...{ latestT: 200, seenT: 200, frames: 5, doubtSinceT: null },
  });
});

it("remembers since when there is doubt, of whoever looks at the camera", () => {
  const unsure = { identity: "undecided", person: null } as const;
  expect(after([100, 200], unsure).doubtSinceT).toBe(100);
  expect(after([100, 200], { ...unsure, yaw: 0.5 }).doubtSinceT).toBeNull();
});

it("remembers only so many pictures, the latest", () => {
  const { samples } = after(Array.from({ length: 1_100 }, (_, i) => i * 10));
  expect(samples).toHaveLength(1_024);
  expect(samples.at(-1)?.t).toBe(10_990);
});

/** The longest gap between 1,000 and 2,000 where the mouth was seen at these moments. */
function gap(...times: readonly number[]): number {
  const samples = times.map((t) => ({ t, yaw: null, opening: 0.1 }));
  return longestGapMs(samples, "opening", { fromT: 1_000, untilT: 2_000 });
}

it.each<[string, number, readonly number[]]>([
  ["all of it, where nothing was seen", 1_000, []],
  ["from the begin to the first look", 700, [1_700, 2_000]],
  ["from the last look to the end", 600, [1_000, 1_400]],
  ["between two looks", 500, [1_000, 1_200, 1_700, 2_000]],
  ["from the last look before the begin", 350, [800, 900, 1_250, 1_500, 1_700, 1_900, 2_000]],
  ["to the first look after the end", 450, [1_000, 1_300, 1_600, 1_850, 2_300, 2_900]],
  ["over all of it", 1_500, [900, 2_400]],
  ["not before the begin or after the end", 300, [100, 900, 1_200, 1_500, 1_800, 2_050, 2_900]],
  ["to the begin itself", 500, [500, 1_000, 1_500, 2_000, 2_700]],
])("is the longest time without a look: %s", (_, ms, times) => {
  expect(gap(...times)).toBe(ms);
});

it("is looked for in one value, whatever is known of the other", () => {
  const samples = [
    { t: 1_000, yaw: 0, opening: 0 },
    { t: 1_500, yaw: null, opening: 0 },
    { t: 2_000, yaw: 0, opening: 0 },
  ];
  expect(longestGapMs(samples, "opening", { fromT: 1_000, untilT: 2_000 })).toBe(500);
  expect(longestGapMs(samples, "yaw", { fromT: 1_000, untilT: 2_000 })).toBe(1_000);
});
