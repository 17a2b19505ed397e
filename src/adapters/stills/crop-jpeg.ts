import sharp, { type Sharp } from "sharp";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { Box } from "../../perception/vision/observation.ts";

/** How much more than the face is shown: its width and height are multiplied by this. */
const SURROUNDINGS = 1.8;

/**
 * A small JPEG of a face and a little of what is around it.
 *
 * @param box in fractions of the picture
 * @param height of the JPEG in pixels at most
 */
export async function cropJpeg(raster: Raster, box: Box, height = 160): Promise<Uint8Array> {
  const centreX = (box[0] + box[2] / 2) * raster.width;
  const centreY = (box[1] + box[3] / 2) * raster.height;
  const halfWidth = (box[2] * raster.width * SURROUNDINGS) / 2;
  const halfHeight = (box[3] * raster.height * SURROUNDINGS) / 2;
  const left = within(Math.floor(centreX - halfWidth), raster.width - 1);
  const top = within(Math.floor(centreY - halfHeight), raster.height - 1);
  const right = within(Math.ceil(centreX + halfWidth), raster.width);
  const bottom = within(Math.ceil(centreY + halfHeight), raster.height);
  return await picture(raster)
    .extract({ left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) })
    .resize({ height, width: 2 * height, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** A whole frame as JPEG, at most `height` pixels high. */
export async function frameJpeg(raster: Raster, height = 720): Promise<Uint8Array> {
  return await picture(raster)
    .resize({ height, width: 2 * height, fit: "inside", withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}

function picture({ data, width, height }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function within(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}
