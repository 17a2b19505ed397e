import type { Raster } from "./geometry.ts";
import type { SampleTarget } from "./sample-target.ts";

/** How target pixels lie along one axis of the picture: pixel i is at `scale` · i + `offset`. */
export interface AxisMap {
  readonly scale: number;
  readonly offset: number;
}

/** Source pixels and their weights that make each target pixel; the same number for each, a bilinear sample is two. */
interface Taps {
  readonly count: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** Source rows that are blended at once; rows that a target does not need have no weight. */
const ROWS = 8;

/**
 * The same samples as `sampleAffine` takes where the target is not turned: rows are blended first, columns afterwards, which
 * is several times less work. Beyond the picture its edge goes on.
 *
 * @param samples a pixel and axis, 1 to 4
 */
export function sampleUpright(
  raster: Raster,
  map: { readonly x: AxisMap; readonly y: AxisMap },
  target: SampleTarget,
  samples: number,
): void {
  const columns = taps(map.x, { length: target.width, limit: raster.width, samples });
  const rows = taps(map.y, { length: target.height, limit: raster.height, samples });
  const first = columns.indices.reduce((a, b) => Math.min(a, b), raster.width);
  const last = columns.indices.reduce((a, b) => Math.max(a, b), 0);
  // From here on columns count channels of the blended line.
  columns.indices.forEach((column, i) => (columns.indices[i] = (column - first) * 3));
  const line = new Float32Array((last - first + 1) * 3);
  const [offsets, weights] = [new Int32Array(ROWS), new Float64Array(ROWS)];
  for (let j = 0; j < target.height; j += 1) {
    for (let tap = 0; tap < rows.count; tap += 1) {
      offsets[tap] = ((rows.indices[j * rows.count + tap] as number) * raster.width + first) * 3;
      weights[tap] = rows.weights[j * rows.count + tap] as number;
    }
    const source = { data: raster.data, offsets, weights };
    if (rows.count <= 4) blendFour(source, line);
    else blendEight(source, line);
    fillRow(line, columns, target, j);
  }
}

function taps(
  { scale, offset }: AxisMap,
  { length, limit, samples }: { length: number; limit: number; samples: number },
): Taps {
  const count = 2 * samples;
  const indices = new Int32Array(length * count);
  const weights = new Float64Array(length * count);
  for (let i = 0; i < length; i += 1) {
    for (let sample = 0; sample < samples; sample += 1) {
      const exact = scale * (i + (sample + 0.5) / samples - 0.5) + offset;
      const inside = Math.min(limit - 1, Math.max(0, exact));
      const low = Math.floor(inside);
      const at = i * count + 2 * sample;
      indices[at] = low;
      indices[at + 1] = Math.min(limit - 1, low + 1);
      weights[at] = (1 - (inside - low)) / samples;
      weights[at + 1] = (inside - low) / samples;
    }
  }
  return { count, indices, weights };
}

interface Rows {
  readonly data: Uint8Array;
  /** Where each row begins. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array;
}

// Both are written out, because a loop over the rows inside costs more than the rows.

function blendFour({ data, offsets, weights }: Rows, line: Float32Array): void {
  const [a = 0, b = 0, c = 0, d = 0] = offsets;
  const [wa = 0, wb = 0, wc = 0, wd = 0] = weights;
  for (let p = 0; p < line.length; p += 1) {
    line[p] =
      (data[a + p] as number) * wa +
      (data[b + p] as number) * wb +
      (data[c + p] as number) * wc +
      (data[d + p] as number) * wd;
  }
}

function blendEight({ data, offsets, weights }: Rows, line: Float32Array): void {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = offsets;
  const [wa = 0, wb = 0, wc = 0, wd = 0, we = 0, wf = 0, wg = 0, wh = 0] = weights;
  for (let p = 0; p < line.length; p += 1) {
    line[p] =
      (data[a + p] as number) * wa +
      (data[b + p] as number) * wb +
      (data[c + p] as number) * wc +
      (data[d + p] as number) * wd +
      (data[e + p] as number) * we +
      (data[f + p] as number) * wf +
      (data[g + p] as number) * wg +
      (data[h + p] as number) * wh;
  }
}

function fillRow(line: Float32Array, columns: Taps, target: SampleTarget, row: number): void {
  const { width, height, planes, mean, divisor } = target;
  const { count, indices, weights } = columns;
  const area = width * height;
  const red = target.order === "rgb" ? 0 : 2 * area;
  const blue = 2 * area - red;
  for (let i = 0, tap = 0; i < width; i += 1) {
    let r = 0;
    let g = 0;
    let b = 0;
    for (const end = tap + count; tap < end; tap += 1) {
      const at = indices[tap] as number;
      const weight = weights[tap] as number;
      r += (line[at] as number) * weight;
      g += (line[at + 1] as number) * weight;
      b += (line[at + 2] as number) * weight;
    }
    const k = row * width + i;
    planes[red + k] = (r - mean) / divisor;
    planes[area + k] = (g - mean) / divisor;
    planes[blue + k] = (b - mean) / divisor;
  }
}
