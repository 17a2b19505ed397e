import fc from "fast-check";
import { expect, test } from "vitest";
import type { GalleryPerson } from "../../src/perception/vision/gallery.ts";
import { judgeLook } from "../../src/perception/vision/identity.ts";
import { withLookalikes } from "../../src/perception/vision/lookalikes.ts";
import { matchFace, unitLength } from "../../src/perception/vision/matching.ts";

const THRESHOLDS = { recognize: 0.58, margin: 0.08, live: 0.5 };
const NAMES = ["anna", "ben", "carl"];

/** Few dimensions, so that faces come near each other often. */
const aFace = fc
  .array(fc.integer({ min: -8, max: 8 }), { minLength: 3, maxLength: 3 })
  .map((numbers) => unitLength(Float32Array.from(numbers)).unit);

const aGallery = fc
  .tuple(
    ...NAMES.map((name) =>
      fc.record({
        name: fc.constant(name),
        group: fc.constant("family"),
        templates: fc.array(aFace, { maxLength: 3 }),
        counterExamples: fc.array(aFace, { maxLength: 3 }),
        lookalikes: fc.subarray(NAMES.filter((other) => other !== name)),
      }),
    ),
  )
  .map((people): GalleryPerson[] => people);

/** For whom a look counts, or null. */
function countsFor(face: Float32Array, gallery: readonly GalleryPerson[]): string | null {
  const match = matchFace(face, gallery);
  const kind = judgeLook({ t: 0, match, quality: 1 }, 0.9, THRESHOLDS);
  return kind === "recognized" ? (match?.person ?? null) : null;
}

test("counter-examples and look-alikes only take away: they never let in whom nobody was let in before", () => {
  fc.assert(
    fc.property(aFace, aGallery, (face, gallery) => {
      const bare = gallery.map(({ name, group, templates }) => ({ name, group, templates }));
      for (const strict of [gallery, withLookalikes(gallery)]) {
        const person = countsFor(face, strict);
        if (person !== null) expect(person).toBe(countsFor(face, bare));
      }
    }),
    { numRuns: 5000 },
  );
});
