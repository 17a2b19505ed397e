import sharp from "sharp";
import type { Raster } from "../../perception/vision/geometry.ts";
import { drawOutlines, type Outline } from "./draw-outlines.ts";

/** Longest side of the picture, pixels. */
const LONGEST_SIDE = 640;
const QUALITY = 70;

/** The whole of a frame as a small JPEG (at most 640 pixels wide and high), with outlines drawn into it. */
export async function sceneJpeg(frame: Raster, outlines: readonly Outline[]): Promise<Uint8Array> {
  const { data, info } = await sharp(frame.data, { raw: rawOf(frame) })
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  drawOutlines({ data, width, height }, outlines);
  return await sharp(data, { raw: rawOf(info) })
    .jpeg({ quality: QUALITY })
    .toBuffer();
}

function rawOf({ width, height }: { width: number; height: number }) {
  return { width, height, channels: 3 } as const;
}
