/** How often a picture has to be turned clockwise by 90° to stand upright. */
export type QuarterTurns = 0 | 1 | 2 | 3;

/** An RGB picture without padding. */
export interface RgbPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Turns an RGB picture clockwise. */
export function rotatePicture(picture: RgbPicture, turns: QuarterTurns): RgbPicture {
  if (turns === 0) return picture;
  const { width, height, data } = picture;
  const [outWidth, outHeight] = turns === 2 ? [width, height] : [height, width];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [toX, toY] = target(x, y);
      const from = (y * width + x) * 3;
      const to = (toY * outWidth + toX) * 3;
      out[to] = data[from] ?? 0;
      out[to + 1] = data[from + 1] ?? 0;
      out[to + 2] = data[from + 2] ?? 0;
    }
  }
  return { width: outWidth, height: outHeight, data: out };

  function target(x: number, y: number): [number, number] {
    if (turns === 1) return [height - 1 - y, x];
    if (turns === 2) return [width - 1 - x, height - 1 - y];
    return [y, width - 1 - x];
  }
}

/**
 * The turns that a display matrix asks for (9 × int32, 16.16 fixed point; FFmpeg's AV_PKT_DATA_DISPLAYMATRIX,
 * the track matrix of ISO 14496-12); odd angles count as upright.
 */
export function turnsOfDisplayMatrix(matrix: Uint8Array): QuarterTurns {
  if (matrix.length < 36) return 0;
  const view = new DataView(matrix.buffer, matrix.byteOffset, matrix.byteLength);
  const degrees = (Math.atan2(view.getInt32(4, true), view.getInt32(0, true)) * 180) / Math.PI;
  const turns = Math.round(degrees / 90);
  if (Math.abs(degrees - turns * 90) > 1) return 0;
  return (((turns % 4) + 4) % 4) as QuarterTurns;
}
