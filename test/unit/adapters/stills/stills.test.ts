import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cropJpeg, frameJpeg } from "../../../../src/adapters/stills/small-jpeg.ts";
import { readPhoto } from "../../../../src/adapters/stills/read-photo.ts";

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "stills-"))));
afterEach(() => rm(folder, { recursive: true }));

const blank = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

test("a photo is turned upright by its orientation", async () => {
  const path = join(folder, "turned.jpg");
  const left = await blank(20, 40, "#0000ff").png().toBuffer();
  // Orientation 6: the camera was held so that the picture's left is up.
  await blank(60, 40, "#ff0000")
    .composite([{ input: left, left: 0, top: 0 }])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toFile(path);
  const photo = await readPhoto(path);
  expect([photo.width, photo.height, photo.data.length]).toEqual([40, 60, 40 * 60 * 3]);
  expect(photo.data[5 * 3 + 2]).toBeGreaterThan(200);
  expect(photo.data[(50 * 40 + 20) * 3]).toBeGreaterThan(200);
});

test("grey and transparent pictures become RGB, large ones smaller", async () => {
  await blank(30, 20, "#808080").toColourspace("b-w").png().toFile(join(folder, "grey.png"));
  await sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
    .png()
    .toFile(join(folder, "clear.png"));
  await blank(4000, 1000, "#102030").png().toFile(join(folder, "large.png"));
  const grey = await readPhoto(join(folder, "grey.png"));
  expect([grey.data.length, ...grey.data.subarray(0, 3)]).toEqual([30 * 20 * 3, 128, 128, 128]);
  expect([...(await readPhoto(join(folder, "clear.png"))).data.subarray(0, 3)]).toEqual([255, 255, 255]);
  const large = await readPhoto(join(folder, "large.png"));
  expect([large.width, large.height]).toEqual([1920, 480]);
});

test("what is no photo is refused by name", async () => {
  const path = join(folder, "text.jpg");
  await writeFile(path, "no picture");
  await expect(readPhoto(path)).rejects.toMatchObject({ code: "PHOTO_UNREADABLE", kind: "missing" });
  await expect(readPhoto(join(folder, "none.jpg"))).rejects.toThrow(/none\.jpg/);
});

test("a part is cut out as a small JPEG", async () => {
  const data = new Uint8Array(1280 * 720 * 3).fill(90);
  const jpeg = await cropJpeg({ width: 1280, height: 720, data }, [0.4, 0.3, 0.2, 0.4]);
  const { format, width, height } = await sharp(jpeg).metadata();
  expect(format).toBe("jpeg");
  expect(height).toBe(160);
  expect(width / 160).toBeCloseTo((0.2 * 1280) / (0.4 * 720), 1);
  expect(jpeg.length).toBeLessThan(20_000);
});

test("a part at the edge, or one without size, still gives a picture", async () => {
  const raster = { width: 64, height: 48, data: new Uint8Array(64 * 48 * 3) };
  for (const box of [
    [0.9, 0.9, 0.1, 0.1],
    [0, 0, 0, 0],
    [1, 1, 0, 0],
    [0, 0, 1, 1],
  ] as const) {
    expect((await sharp(await cropJpeg(raster, [...box])).metadata()).format).toBe("jpeg");
  }
});

test("a whole frame is shrunk to the wished height", async () => {
  const raster = { width: 1280, height: 720, data: new Uint8Array(1280 * 720 * 3) };
  expect(await sharp(await frameJpeg(raster, { height: 360 })).metadata()).toMatchObject({
    width: 640,
    height: 360,
  });
});
