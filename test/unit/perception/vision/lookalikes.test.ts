import { describe, expect, test } from "vitest";
import type { GalleryPerson } from "../../../../src/perception/vision/gallery.ts";
import { likeness, lookalikesOf, withLookalikes } from "../../../../src/perception/vision/lookalikes.ts";
import { LOOKALIKE_MARGIN, matchFace } from "../../../../src/perception/vision/matching.ts";
import { axis, enrolled, like } from "../../../fakes/face-looks.ts";

const anna = enrolled("anna", 0);
const sister: GalleryPerson = { ...enrolled("sister", 1), templates: [like(0, 0.45, 1)] };
const ben = enrolled("ben", 9);

describe("two people", () => {
  test("are as alike as their most similar templates", () => {
    const both = { templates: [axis(5), like(0, 0.45, 1)] };
    expect(likeness(anna, both)).toBeCloseTo(0.45, 5);
    expect(likeness(anna, { templates: [] })).toBe(-1);
  });

  test("who are alike are found, the most similar first", () => {
    const twin = { ...enrolled("twin", 2), templates: [like(0, 0.8, 2)] };
    const others = [ben, sister, twin, anna];
    expect(lookalikesOf(anna, others).map(({ name }) => name)).toEqual(["twin", "sister"]);
  });

  test("know of each other in the gallery, whoever was told", () => {
    const told = { ...ben, lookalikes: ["anna", "gone"] };
    const gallery = withLookalikes([anna, sister, told, enrolled("carl", 20)]);
    expect(gallery.map(({ name, lookalikes }) => [name, lookalikes])).toEqual([
      ["anna", ["ben", "sister"]],
      ["sister", ["anna"]],
      ["ben", ["anna"]],
      ["carl", []],
    ]);
  });
});

describe("a look at one of two who are alike", () => {
  /** A look at a person of axis 0 who is `similarity` like somebody of axis 1. */
  const between = (first: number, second: number): Float32Array => {
    const look = axis(0);
    look[0] = first;
    look[1] = second;
    look[2] = Math.sqrt(1 - first * first - second * second);
    return look;
  };
  const others = [enrolled("anna", 0), enrolled("ben", 1)];
  const alike = [{ ...enrolled("anna", 0), lookalikes: ["ben"] }, enrolled("ben", 1)];

  test("counts only if the other is far behind", () => {
    const close = between(0.7, 0.7 - LOOKALIKE_MARGIN + 0.01);
    const clear = between(0.7, 0.7 - LOOKALIKE_MARGIN - 0.01);
    expect(matchFace(close, others)?.veto).toBeUndefined();
    expect(matchFace(close, alike)).toMatchObject({ person: "anna", veto: "lookalike" });
    expect(matchFace(clear, alike)?.veto).toBeUndefined();
  });

  test("is judged so from both sides", () => {
    expect(matchFace(between(0.6, 0.7), alike)).toMatchObject({ person: "ben", veto: "lookalike" });
  });

  test("is not made easier by a third who comes between", () => {
    const third: GalleryPerson = { ...enrolled("carl", 3), templates: [like(0, 0.9, 50)] };
    expect(matchFace(between(0.72, 0.6), [...alike, third])?.veto).toBe("lookalike");
  });

  test("at somebody else altogether is not their concern", () => {
    expect(matchFace(axis(30), [...alike, enrolled("carl", 30)])?.veto).toBeUndefined();
  });
});
