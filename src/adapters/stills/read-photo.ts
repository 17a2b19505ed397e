import sharp from "sharp";
import type { Raster } from "../../perception/vision/geometry.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** Longest side of a photo in memory: enough for every face that can be recognised, and bounded. */
const LONGEST_SIDE = 1920;
/** Refuses pictures that would unpack to more than this. */
const MOST_PIXELS = 100_000_000;

/**
 * Reads a photo (JPEG, PNG, WebP, TIFF …) as RGB, turned upright by its EXIF orientation, transparency on white.
 *
 * @throws GatehouseError `PHOTO_UNREADABLE` (kind `missing`)
 */
export async function readPhoto(path: string): Promise<Raster> {
  try {
    const { data, info } = await sharp(path, { limitInputPixels: MOST_PIXELS })
      .rotate()
      .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#ffffff" })
      .toColourspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: threeChannels(data, info.channels) };
  } catch (error) {
    throw new GatehouseError("PHOTO_UNREADABLE", `cannot read the photo ${path}: ${messageOf(error)}`, {
      kind: "missing",
      cause: error,
    });
  }
}

function threeChannels(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array((data.length / channels) * 3);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 3) {
    rgb.fill(data[from] ?? 0, to, to + 3);
  }
  return rgb;
}
