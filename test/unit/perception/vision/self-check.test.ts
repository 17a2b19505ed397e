import { expect, test } from "vitest";
import { selfCheck } from "../../../../src/perception/vision/self-check.ts";
import { axis, like } from "../../../fakes/face-looks.ts";

test("the template that the others recognise least is named", () => {
  const templates = [
    { name: "a.jpg", embedding: axis(0) },
    { name: "b.jpg", embedding: like(0, 0.8, 5) },
    { name: "c.jpg", embedding: like(0, 0.45, 6) },
  ];
  const { weakest, source } = selfCheck(templates);
  expect(source).toBe("c.jpg");
  expect(weakest).toBeCloseTo(0.45, 5);
});

test("a single template is judged by the looks it was made of, if there were several", () => {
  expect(selfCheck([{ name: "a.mp4", embedding: axis(0), weakest: 0.7 }])).toEqual({
    weakest: 0.7,
    source: "a.mp4",
  });
  expect(selfCheck([{ name: "a.jpg", embedding: axis(0), weakest: null }])).toEqual({
    weakest: null,
    source: "a.jpg",
  });
  expect(selfCheck([])).toEqual({ weakest: null, source: null });
});
