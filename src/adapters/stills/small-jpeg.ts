import sharp, { type Sharp } from "sharp";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { Box } from "../../perception/vision/observation.ts";
import { drawOutlines, type Outline } from "./draw-outlines.ts";
import { pixelate } from "./pixelate.ts";

/** Longest side of the picture of a scene, pixels. */
const SCENE_SIDE = 640;
const SCENE_QUALITY = 70;
const QUALITY = 80;

/** A rectangle of whole pixels. */
interface Cut {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A small JPEG of a part of a frame.
 *
 * @param part in fractions of the frame
 * @param options `hidden`: parts of the frame in which nobody may be recognised; `height`: at most, pixels
 */
export async function cropJpeg(
  frame: Raster,
  part: Box,
  options: { readonly hidden?: readonly Box[]; readonly height?: number } = {},
): Promise<Uint8Array> {
  const { hidden = [], height = 160 } = options;
  const cut = pixelsOf(frame, part);
  const shrunk = within(source(frame).extract(cut), { width: 2 * height, height });
  return await jpeg(shrunk, { hidden: hidden.map((box) => seenFrom(frame, cut, box)), quality: QUALITY });
}

/** A whole frame as JPEG, at most `height` pixels high. */
export async function frameJpeg(
  frame: Raster,
  options: { readonly hidden?: readonly Box[]; readonly height?: number } = {},
): Promise<Uint8Array> {
  const { hidden = [], height = 720 } = options;
  return await jpeg(within(source(frame), { width: 2 * height, height }), { hidden, quality: QUALITY });
}

/** A whole frame as a small JPEG (at most 640 pixels wide and high), with outlines drawn into it. */
export async function sceneJpeg(
  frame: Raster,
  { hidden = [], outlines }: { readonly hidden?: readonly Box[]; readonly outlines: readonly Outline[] },
): Promise<Uint8Array> {
  const shrunk = within(source(frame), { width: SCENE_SIDE, height: SCENE_SIDE });
  return await jpeg(shrunk, { hidden, outlines, quality: SCENE_QUALITY });
}

interface Finish {
  readonly hidden: readonly Box[];
  readonly outlines?: readonly Outline[];
  readonly quality: number;
}

/** What is hidden is taken out of the very pixels that are coded. */
async function jpeg(shrunk: Sharp, { hidden, outlines = [], quality }: Finish): Promise<Uint8Array> {
  if (hidden.length === 0 && outlines.length === 0) return await shrunk.jpeg({ quality }).toBuffer();
  const { data, info } = await shrunk.raw().toBuffer({ resolveWithObject: true });
  const small = { data, width: info.width, height: info.height };
  for (const part of hidden) pixelate(small, part);
  drawOutlines(small, outlines);
  return await source(small).jpeg({ quality }).toBuffer();
}

function source({ data, width, height }: Raster): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function within(picture: Sharp, most: { width: number; height: number }): Sharp {
  return picture.resize({ ...most, fit: "inside", withoutEnlargement: true });
}

function pixelsOf(frame: Raster, part: Box): Cut {
  const cut = (value: number, most: number): number => Math.min(most, Math.max(0, value));
  const left = cut(Math.floor(part[0] * frame.width), frame.width - 1);
  const top = cut(Math.floor(part[1] * frame.height), frame.height - 1);
  const right = cut(Math.ceil((part[0] + part[2]) * frame.width), frame.width);
  const bottom = cut(Math.ceil((part[1] + part[3]) * frame.height), frame.height);
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/** A box of the frame in fractions of a cut of it. */
function seenFrom(frame: Raster, cut: Cut, [left, top, width, height]: Box): Box {
  return [
    (left * frame.width - cut.left) / cut.width,
    (top * frame.height - cut.top) / cut.height,
    (width * frame.width) / cut.width,
    (height * frame.height) / cut.height,
  ];
}
