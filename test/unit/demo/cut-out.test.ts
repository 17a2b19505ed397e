import sharp from "sharp";
import { expect, test } from "vitest";
import { cutOut, portrait, scaled } from "../../../src/adapters/demo-media/cut-out.ts";
import { outlinePath, type FigureCut } from "../../../src/adapters/demo-media/figures.ts";

const photo = await sharp({ create: { width: 200, height: 200, channels: 3, background: "#c02040" } })
  .jpeg()
  .toBuffer();
const cut: FigureCut = {
  photo: "demo/any.jpg",
  softPx: 2,
  outline: [
    [50, 30],
    [150, 30],
    [150, 180],
    [50, 180],
  ],
};

test("a figure is opaque inside its outline and transparent outside it", async () => {
  const figure = await cutOut(photo, cut);
  expect([figure.width, figure.height]).toEqual([100, 150]);
  expect(figure.rgba).toHaveLength(100 * 150 * 4);
  const opacity = (x: number, y: number): number => figure.rgba[(y * 100 + x) * 4 + 3]!;
  expect(opacity(50, 75)).toBe(255);
  expect(opacity(0, 0)).toBeLessThan(60);
  expect([...figure.rgba.subarray((75 * 100 + 50) * 4, (75 * 100 + 50) * 4 + 3)][0]).toBeGreaterThan(150);
});

test("a scaled figure keeps its shape", async () => {
  const half = await scaled(await cutOut(photo, cut), 0.5);
  expect([half.width, half.height, half.rgba.length]).toEqual([50, 75, 50 * 75 * 4]);
});

test("a portrait is a JPEG of the named part, turned", async () => {
  const where = { photo: "demo/any.jpg", left: 10, top: 10, width: 80, height: 80, turnDegrees: 90 };
  expect(await sharp(await portrait(photo, where)).metadata()).toMatchObject({
    format: "jpeg",
    width: 80,
    height: 80,
  });
});

test("an outline is one closed curve through all its corners", () => {
  const path = outlinePath(cut, 50, 30);
  expect(path.startsWith("M 0 0 C")).toBe(true);
  expect(path.endsWith(" 0 0 Z")).toBe(true);
  expect(path.match(/C/g)).toHaveLength(cut.outline.length);
});
