import type { MaskedSpan } from "./picture-mask.ts";

/** A picture in planes: brightness, and two of colour, each value of which stands for two by two pixels. */
export interface PlanarPicture {
  readonly width: number;
  readonly height: number;
  /** Rows may be longer than the picture is wide. */
  readonly planes: readonly { readonly data: Uint8Array; readonly rowBytes: number }[];
}

/** Black in video (ITU-R BT.709, 8 bit): the darkest brightness, and the middle of both colours. */
const BLACK = [16, 128, 128] as const;

/** Paints black over these pixels. Colours go with each of the pixels that they stand for. */
export function paintPlanes({ planes }: PlanarPicture, spans: readonly MaskedSpan[]): void {
  for (const [index, { data, rowBytes }] of planes.entries()) {
    const black = BLACK[index] ?? 0;
    const size = index === 0 ? 1 : 2;
    for (const { row, from, to } of spans) {
      const start = Math.floor(row / size) * rowBytes;
      data.fill(black, start + Math.floor(from / size), start + Math.ceil(to / size));
    }
  }
}
