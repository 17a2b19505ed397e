import { expect, test } from "vitest";
import { cosine, matchFace, unitLength } from "../../../../src/perception/vision/matching.ts";
import { axis, enrolled, like } from "../../../fakes/face-looks.ts";

const gallery = [enrolled("anna", 0), enrolled("ben", 1), { ...enrolled("cleo", 2), templates: [] }];

test("the nearest person is found, and how far the next is behind", () => {
  const embedding = like(0, 0.8, 1);
  const match = matchFace(embedding, gallery);
  expect(match).toMatchObject({ person: "anna", group: "family" });
  expect(match?.similarity).toBeCloseTo(0.8, 5);
  expect(match?.margin).toBeCloseTo(0.2, 5);
});

test("the best of a person's templates counts, and is no runner-up to another of the same person", () => {
  const both = { ...enrolled("anna", 0), templates: [axis(5), like(0, 0.9, 1)] };
  expect(matchFace(axis(0), [both, enrolled("ben", 9)])?.similarity).toBeCloseTo(0.9, 5);
  expect(matchFace(axis(0), [both, enrolled("ben", 9)])?.margin).toBeCloseTo(0.9, 5);
});

test("with one person the margin is the similarity, with nobody there is no match", () => {
  expect(matchFace(like(0, 0.6), [enrolled("anna", 0)])?.margin).toBeCloseTo(0.6, 5);
  expect(matchFace(axis(0), [])).toBeNull();
  expect(matchFace(axis(0), [{ ...enrolled("cleo", 2), templates: [] }])).toBeNull();
});

test("vectors are brought to unit length; one without direction matches nobody", () => {
  const { unit, norm } = unitLength(Float32Array.from([3, 4]));
  expect(norm).toBe(5);
  expect(cosine(unit, unit)).toBeCloseTo(1, 6);
  expect([...unitLength(new Float32Array(3)).unit]).toEqual([0, 0, 0]);
  expect([...unitLength(Float32Array.from([Number.POSITIVE_INFINITY, 1])).unit]).not.toContain(1);
});
