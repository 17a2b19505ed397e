import fc from "fast-check";
import { expect, test } from "vitest";
import { cosine, unitLength } from "../../../../src/perception/vision/matching.ts";
import {
  findStranger,
  firstVisit,
  visited,
  withinLimits,
  type Stranger,
  type Visit,
} from "../../../../src/perception/vision/strangers.ts";
import { axis, like } from "../../../fakes/face-looks.ts";

const LIKENESS = { recognize: 0.58, margin: 0.08 };
const DAY = 86_400_000;

function visit(embedding: Float32Array<ArrayBuffer>, at = 0, quality = 0.5): Visit {
  return { embedding, camera: "door", at, frames: 5, quality, picture: null };
}

function stranger(id: string, embedding: Float32Array<ArrayBuffer>): Stranger {
  return firstVisit(visit(embedding), { id: `stranger-${id}`, model: "m" });
}

test("a face is a stranger's from the threshold of recognition on", () => {
  const known = [stranger("a", axis(0)), stranger("b", axis(1))];
  expect(findStranger(like(0, 0.581), known, LIKENESS)?.id).toBe("stranger-a");
  expect(findStranger(like(0, 0.579), known, LIKENESS)).toBeNull();
});

test("a face that could be two strangers' is neither's", () => {
  const both = unitLength(new Float32Array(512).fill(0).fill(1, 0, 2)).unit;
  expect(cosine(both, axis(0))).toBeGreaterThan(0.7);
  expect(findStranger(both, [stranger("a", axis(0)), stranger("b", axis(1))], LIKENESS)).toBeNull();
});

test("who comes on three days has come three times; stepping aside for a minute is one visit", () => {
  let known = firstVisit(visit(axis(0), 0), { id: "stranger-a", model: "m" });
  for (const at of [60_000, DAY, 2 * DAY]) known = visited(known, visit(axis(0), at));
  expect(known).toMatchObject({ visits: 3, firstAt: 0, lastAt: 2 * DAY });
});

test("of many visits the best are kept", () => {
  let known = firstVisit(visit(axis(0), 0, 0.1), { id: "stranger-a", model: "m" });
  for (let day = 1; day <= 20; day += 1) known = visited(known, visit(axis(0), day * DAY, day / 20));
  expect(known.visits).toBe(21);
  expect(known.kept.map(({ quality }) => quality)).toEqual(
    [13, 14, 15, 16, 17, 18, 19, 20].map((day) => day / 20),
  );
});

test("the oldest go when there are too many, and everybody when their time is over", () => {
  const known = [0, 1, 2, 3].map((day) =>
    visited(stranger(`${day}`, axis(day)), visit(axis(day), day * DAY)),
  );
  const ids = (limits: { keepMs: number; max: number }): string[] =>
    withinLimits(known, limits, 3 * DAY).map(({ id }) => id);
  expect(ids({ keepMs: 2 * DAY, max: 10 })).toEqual(["stranger-3", "stranger-2", "stranger-1"]);
  expect(ids({ keepMs: 10 * DAY, max: 2 })).toEqual(["stranger-3", "stranger-2"]);
  expect(ids({ keepMs: 10 * DAY, max: 0 })).toEqual([]);
});

test("no two faces below the threshold of every kept visit ever become one stranger", () => {
  const face = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
    .filter((numbers) => Math.hypot(...numbers) > 0.1)
    .map((numbers) => {
      const vector = new Float32Array(512);
      vector.set(numbers);
      return unitLength(vector).unit;
    });
  fc.assert(
    fc.property(fc.array(face, { minLength: 1, maxLength: 30 }), (faces) => {
      let known: readonly Stranger[] = [];
      faces.forEach((embedding, index) => {
        const found = findStranger(embedding, known, LIKENESS);
        if (found === null) {
          known = [...known, stranger(`${index}`, embedding)];
          return;
        }
        expect(
          Math.max(...found.kept.map((kept) => cosine(kept.embedding, embedding))),
        ).toBeGreaterThanOrEqual(LIKENESS.recognize);
        known = known.map((one) => (one === found ? visited(one, visit(embedding, index * DAY)) : one));
      });
      for (const { kept } of known) expect(kept.length).toBeLessThanOrEqual(8);
    }),
  );
});
