import sharp from "sharp";
import { expect, test } from "vitest";
import type { Outline } from "../../../../src/adapters/stills/draw-outlines.ts";
import { sceneJpeg } from "../../../../src/adapters/stills/small-jpeg.ts";
import { emptyFrame } from "../../../fakes/pictures.ts";

const square = (from: number, to: number): Outline["points"] => [
  [from, from],
  [to, from],
  [to, to],
  [from, to],
];

async function decoded(jpeg: Uint8Array) {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3),
  ];
  return { at, width: info.width, height: info.height };
}

test("the whole frame becomes a small picture in which what it is about has another colour than the rest", async () => {
  const outlines: Outline[] = [
    { points: square(0.6, 0.8), tone: "other" },
    { points: square(0.25, 0.5), tone: "about" },
  ];
  const jpeg = await sceneJpeg(emptyFrame(1280, 720), { outlines });
  const { at, width, height } = await decoded(jpeg);
  expect([width, height]).toEqual([640, 360]);
  expect(jpeg.length).toBeLessThan(60_000);
  const [about, other, nothing] = [at(160, 120), at(384, 250), at(220, 120)];
  expect((about[0] ?? 0) - (about[2] ?? 0)).toBeGreaterThan(100);
  expect((other[2] ?? 0) - (other[0] ?? 0)).toBeGreaterThan(80);
  for (const value of nothing) expect(Math.abs(value - 127)).toBeLessThan(6);
});

test("what a picture is about lies over what is drawn at the same place", async () => {
  const points = square(0.25, 0.75);
  const { at } = await decoded(
    await sceneJpeg(emptyFrame(640, 480), {
      outlines: [
        { points, tone: "about" },
        { points, tone: "other" },
      ],
    }),
  );
  const [red = 0, , blue = 0] = at(160, 200);
  expect(red).toBeGreaterThan(blue);
});

test("an upright picture is at most 640 pixels high; a small one stays as small; outlines may reach beyond", async () => {
  const tall = await sceneJpeg(emptyFrame(720, 1280), {
    outlines: [{ points: square(-0.5, 1.5), tone: "about" }],
  });
  expect(await decoded(tall)).toMatchObject({ width: 360, height: 640 });
  expect(await decoded(await sceneJpeg(emptyFrame(4, 2), { outlines: [] }))).toMatchObject({
    width: 4,
    height: 2,
  });
});
