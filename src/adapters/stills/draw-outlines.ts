import type { Raster } from "../../perception/vision/geometry.ts";

/** What an outline is drawn for: what the picture is about, others who are there, or a place. */
type Tone = "about" | "other" | "place";

/** A closed line through points in fractions of the picture. */
export interface Outline {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly tone: Tone;
}

/** Colour and thickness (pixels) of each: what the picture is about is to be seen at a glance, also on a grey picture. */
const STROKES: Readonly<Record<Tone, { readonly rgb: readonly number[]; readonly width: number }>> = {
  about: { rgb: [255, 140, 0], width: 3 },
  other: { rgb: [0, 150, 255], width: 2 },
  place: { rgb: [150, 150, 150], width: 1 },
};
const ORDER: readonly Tone[] = ["place", "other", "about"];

/** Draws outlines into a picture, what it is about over everything else. */
export function drawOutlines(raster: Raster, outlines: readonly Outline[]): void {
  for (const wanted of ORDER) {
    for (const { points, tone } of outlines) {
      if (tone !== wanted) continue;
      points.forEach((point, i) => {
        line(raster, { from: point, to: points[(i + 1) % points.length] ?? point, tone });
      });
    }
  }
}

/** A straight line, point by point: outlines are few and pictures small. */
function line(
  raster: Raster,
  { from, to, tone }: { from: readonly [number, number]; to: readonly [number, number]; tone: Tone },
): void {
  const [x, y] = pixelOf(raster, from);
  const [endX, endY] = pixelOf(raster, to);
  const steps = Math.max(1, Math.abs(endX - x), Math.abs(endY - y));
  for (let i = 0; i <= steps; i += 1) {
    const at = i / steps;
    dot(raster, { x: Math.round(x + (endX - x) * at), y: Math.round(y + (endY - y) * at), tone });
  }
}

/** A point beyond the edge is drawn at the edge. */
function pixelOf({ width, height }: Raster, [x, y]: readonly [number, number]): [number, number] {
  const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
  return [within(x * width, width - 1), within(y * height, height - 1)];
}

function dot(raster: Raster, { x, y, tone }: { x: number; y: number; tone: Tone }): void {
  const { rgb, width } = STROKES[tone];
  const before = Math.floor((width - 1) / 2);
  for (let row = Math.max(0, y - before); row < Math.min(raster.height, y - before + width); row += 1) {
    for (
      let column = Math.max(0, x - before);
      column < Math.min(raster.width, x - before + width);
      column += 1
    )
      raster.data.set(rgb, (row * raster.width + column) * 3);
  }
}
