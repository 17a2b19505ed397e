import type { QuarterTurns, RgbPicture } from "./rotate-picture.ts";

/** Corners of an area, in fractions of the picture's width and height. */
export type Area = readonly (readonly [x: number, y: number])[];

/** Lines across one row of pixels at which an area is cut: near both edges, so that what it only touches is covered too. */
const CUTS = [0.001, 0.25, 0.5, 0.75, 0.999];

/** Pixels of one row that are painted over: from the first up to, not including, the last. */
export interface MaskedSpan {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** Paints areas of a picture over, so that nothing behind sees what is there. */
export class PictureMask {
  readonly #areas: readonly Area[];
  /** For pictures of the size of the last one. */
  #spans: { readonly width: number; readonly height: number; readonly all: readonly MaskedSpan[] } | null =
    null;

  constructor(areas: readonly Area[]) {
    this.#areas = areas;
  }

  /** Paints black over the areas, in the picture itself. */
  paint(picture: RgbPicture): void {
    const { width, height, data } = picture;
    for (const { row, from, to } of this.spans(width, height))
      data.fill(0, (row * width + from) * 3, (row * width + to) * 3);
  }

  /** The pixels of a picture of this size that are painted over. */
  spans(width: number, height: number): readonly MaskedSpan[] {
    if (this.#spans?.width !== width || this.#spans.height !== height)
      this.#spans = { width, height, all: this.#areas.flatMap((area) => spansOf(area, width, height)) };
    return this.#spans.all;
  }
}

/** Areas of an upright picture, in the picture that is turned clockwise by so many quarters to stand upright. */
export function beforeTurning(areas: readonly Area[], turns: QuarterTurns): Area[] {
  return areas.map((area) =>
    area.map(([x, y]): readonly [number, number] => {
      if (turns === 1) return [y, 1 - x];
      if (turns === 2) return [1 - x, 1 - y];
      return turns === 3 ? [1 - y, x] : [x, y];
    }),
  );
}

function spansOf(area: Area, width: number, height: number): MaskedSpan[] {
  const spans: MaskedSpan[] = [];
  for (let row = 0; row < height; row += 1) {
    for (const cut of CUTS) {
      const crossings = crossingsOf(area, (row + cut) / height);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const from = Math.max(0, Math.floor((crossings[i] ?? 0) * width));
        const to = Math.min(width, Math.ceil((crossings[i + 1] ?? 0) * width));
        if (to > from) spans.push({ row, from, to });
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
