import { expect, test } from "vitest";
import { StillPictures } from "../../../../src/app/camera/still-pictures.ts";
import type { Seen } from "../../../../src/app/camera/next-seen.ts";
import { strayFace } from "../../../../src/perception/vision/shown.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { emptyFrame, noise } from "../../../fakes/pictures.ts";

const clock = new ManualClock({ at: 0, t: 10_000 });
const latest = emptyFrame(640, 480, clock.now().t);
const BLUR = { known: "blur" as const, groups: {} };

const anna = { ...strayFace([0, 0, 1, 1]), track: 4, person: "anna" };
const shownAt = (t: number) => (t === latest.t ? [anna] : []);

function stills(rules: StillPicturesRules, seen: Seen | null = null): StillPictures {
  const pictures = new StillPictures({ rules, nextSeen: () => Promise.resolve(seen), shownAt, clock });
  pictures.show(latest);
  return pictures;
}
type StillPicturesRules = ConstructorParameters<typeof StillPictures>[0]["rules"];

test("where everybody may be shown the latest picture is taken", async () => {
  const still = await stills({ known: "keep", groups: {} }).snapshot();
  expect(still.picture?.subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
  expect(still).toMatchObject({ shows: [{ track: 4, person: "anna" }] });
});

test("else it is one that was looked at, in which the faces are hidden", async () => {
  const frame = { ...latest, ...noise(latest) };
  const open = stills(BLUR, { frame, shown: [] });
  const hiding = stills(BLUR, { frame, shown: [strayFace([0.2, 0.2, 0.5, 0.5])] });
  const [whole, hidden] = [await open.snapshot(), await hiding.snapshot()];
  // Noise takes much room, cells of one colour nearly none.
  expect(hidden.picture?.length ?? 0).toBeLessThan((whole.picture?.length ?? 0) * 0.6);
  const [plain, small] = [await open.thumbnail(), await hiding.thumbnail()];
  expect(small?.picture.length ?? 0).toBeLessThan(plain?.picture.length ?? 0);
});

test("without a look there is no picture, and the reason says so", async () => {
  expect(await stills(BLUR).snapshot()).toEqual({
    picture: null,
    why: expect.stringContaining("recordings.faces") as string,
  });
  expect(await stills(BLUR).thumbnail()).toBeNull();
});
