import { expect, test } from "vitest";
import { StillPictures } from "../../../../src/app/camera/still-pictures.ts";
import type { Seen } from "../../../../src/app/camera/next-seen.ts";
import { strayFace } from "../../../../src/perception/vision/shown.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { emptyFrame, noise } from "../../../fakes/pictures.ts";

const clock = new ManualClock({ at: 0, t: 10_000 });
const latest = emptyFrame(640, 480, clock.now().t);
const BLUR = { known: "blur" as const, groups: {} };

function stills(rules: StillPicturesRules, seen: Seen | null = null): StillPictures {
  const pictures = new StillPictures({ rules, nextSeen: () => Promise.resolve(seen), clock });
  pictures.show(latest);
  return pictures;
}
type StillPicturesRules = ConstructorParameters<typeof StillPictures>[0]["rules"];

test("where everybody may be shown the latest picture is taken", async () => {
  const { picture, why } = await stills({ known: "keep", groups: {} }).snapshot();
  expect([picture?.subarray(0, 2), why]).toEqual([new Uint8Array([0xff, 0xd8]), ""]);
});

test("else it is one that was looked at, in which the faces are hidden", async () => {
  const frame = { ...latest, ...noise(latest) };
  const open = stills(BLUR, { frame, shown: [] });
  const hiding = stills(BLUR, { frame, shown: [strayFace([0.2, 0.2, 0.5, 0.5])] });
  const [whole, hidden] = [await open.snapshot(), await hiding.snapshot()];
  // Noise takes much room, cells of one colour nearly none.
  expect(hidden.picture?.length ?? 0).toBeLessThan((whole.picture?.length ?? 0) * 0.6);
  expect((await hiding.thumbnail())?.length ?? 0).toBeLessThan((await open.thumbnail())?.length ?? 0);
});

test("without a look there is no picture, and the reason says so", async () => {
  const { picture, why } = await stills(BLUR).snapshot();
  expect(picture).toBeNull();
  expect(why).toContain("recordings.faces");
  expect(await stills(BLUR).thumbnail()).toBeNull();
});
