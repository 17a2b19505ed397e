import type { RgbPicture } from "./rotate-picture.ts";

/** Corners of an area, in fractions of the picture's width and height. */
export type Area = readonly (readonly [x: number, y: number])[];

/** Lines across one row of pixels at which an area is cut: near both edges, so that what it only touches is covered too. */
const CUTS = [0.001, 0.25, 0.5, 0.75, 0.999];

/** Paints areas of a picture over, so that nothing behind sees what is there. */
export class PictureMask {
  readonly #areas: readonly Area[];
  /** Where bytes are painted over, in pictures of the size of the last one. */
  #spans: { readonly width: number; readonly height: number; readonly bytes: Span[] } | null = null;

  constructor(areas: readonly Area[]) {
    this.#areas = areas;
  }

  /** Paints black over the areas, in the picture itself. */
  paint(picture: RgbPicture): void {
    if (this.#areas.length === 0) return;
    const { width, height, data } = picture;
    if (this.#spans?.width !== width || this.#spans.height !== height)
      this.#spans = { width, height, bytes: this.#areas.flatMap((area) => spansOf(area, width, height)) };
    for (const [from, to] of this.#spans.bytes) data.fill(0, from, to);
  }
}

/** From the first byte up to, not including, the last. */
type Span = readonly [from: number, to: number];

function spansOf(area: Area, width: number, height: number): Span[] {
  const spans: Span[] = [];
  for (let row = 0; row < height; row += 1) {
    for (const cut of CUTS) {
      const crossings = crossingsOf(area, (row + cut) / height);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const left = Math.max(0, Math.floor((crossings[i] ?? 0) * width));
        const right = Math.min(width, Math.ceil((crossings[i + 1] ?? 0) * width));
        if (right > left) spans.push([(row * width + left) * 3, (row * width + right) * 3]);
      }
    }
  }
  return spans;
}

/** Where the borders of an area cross the height `y`, from left to right. */
function crossingsOf(area: Area, y: number): number[] {
  const crossings: number[] = [];
  for (const [i, [x1, y1]] of area.entries()) {
    const [x2, y2] = area[(i + 1) % area.length] ?? [x1, y1];
    if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
  }
  return crossings.sort((a, b) => a - b);
}
