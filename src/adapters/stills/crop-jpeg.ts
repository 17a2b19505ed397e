import sharp, { type Sharp } from "sharp";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { Box } from "../../perception/vision/observation.ts";

/**
 * A small JPEG of a part of a picture.
 *
 * @param part in fractions of the picture
 * @param height of the JPEG in pixels at most
 */
export async function cropJpeg(raster: Raster, part: Box, height = 160): Promise<Uint8Array> {
  const left = within(Math.floor(part[0] * raster.width), raster.width - 1);
  const top = within(Math.floor(part[1] * raster.height), raster.height - 1);
  const right = within(Math.ceil((part[0] + part[2]) * raster.width), raster.width);
  const bottom = within(Math.ceil((part[1] + part[3]) * raster.height), raster.height);
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
