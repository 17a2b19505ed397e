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

/** Where more than four rows are blended, their weights are parts of 256: whole numbers, so that a word is two lanes. */
const WHOLE = 256;

/**
 * The same samples as `sampleAffine` takes where the target is not turned: rows are blended first, columns afterwards, which
 * is several times less work. Beyond the picture its edge goes on. Of a picture that is shrunk threefold and more, the
 * weights of rows are rounded to a 256th.
 *
 * @param raster at least two pixels wide
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
  // Two columns at least, so that a line has four bytes.
  const first = columns.indices.reduce((a, b) => Math.min(a, b), raster.width - 2);
  const last = columns.indices.reduce((a, b) => Math.max(a, b), 1);
  // From here on columns count channels of the blended line.
  columns.indices.forEach((column, i) => (columns.indices[i] = (column - first) * 3));
  const line = new Float32Array((last - first + 1) * 3);
  const inLanes = rows.count > 4;
  if (inLanes) columns.weights.forEach((weight, i) => (columns.weights[i] = weight / WHOLE));
  const bytes = new DataView(raster.data.buffer, raster.data.byteOffset, raster.data.byteLength);
  const [offsets, weights, whole] = [new Int32Array(ROWS), new Float64Array(ROWS), new Int32Array(ROWS)];
  for (let j = 0; j < target.height; j += 1) {
    for (let tap = 0; tap < rows.count; tap += 1) {
      offsets[tap] = ((rows.indices[j * rows.count + tap] as number) * raster.width + first) * 3;
      weights[tap] = rows.weights[j * rows.count + tap] as number;
    }
    if (inLanes) {
      roundWeights(weights, whole);
      blendEight({ bytes, offsets, weights: whole }, line);
    } else {
      blendFour({ bytes, offsets, weights }, line);
    }
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
  readonly bytes: DataView;
  /** Where each row begins. */
  readonly offsets: Int32Array;
  readonly weights: Float64Array | Int32Array;
}

/** Weights in 256ths: rounded so that they still make a whole, or an even wall would change its brightness. */
function roundWeights(weights: Float64Array, whole: Int32Array): void {
  let sum = 0;
  let given = 0;
  for (let i = 0; i < ROWS; i += 1) {
    sum += weights[i] as number;
    const rounded = Math.round(sum * WHOLE);
    whole[i] = rounded - given;
    given = rounded;
  }
}

// Both are written out, because a loop over the rows inside costs more than the rows. Four bytes of a row are fetched at
// once; the last four of a line may be done twice. `| 0` spares a check for overflow with every index.

function blendFour({ bytes, offsets, weights }: Rows, line: Float32Array): void {
  const [oa, ob, oc, od] = [at(offsets, 0), at(offsets, 1), at(offsets, 2), at(offsets, 3)];
  const [wa, wb, wc, wd] = [at(weights, 0), at(weights, 1), at(weights, 2), at(weights, 3)];
  const last = line.length - 4;
  for (let next = 0; next < line.length; next += 4) {
    const p = Math.min(next, last);
    const a = bytes.getInt32((oa + p) | 0, true);
    const b = bytes.getInt32((ob + p) | 0, true);
    const c = bytes.getInt32((oc + p) | 0, true);
    const d = bytes.getInt32((od + p) | 0, true);
    line[(p + 0) | 0] = (a & 255) * wa + (b & 255) * wb + (c & 255) * wc + (d & 255) * wd;
    line[(p + 1) | 0] =
      ((a >>> 8) & 255) * wa + ((b >>> 8) & 255) * wb + ((c >>> 8) & 255) * wc + ((d >>> 8) & 255) * wd;
    line[(p + 2) | 0] =
      ((a >>> 16) & 255) * wa + ((b >>> 16) & 255) * wb + ((c >>> 16) & 255) * wc + ((d >>> 16) & 255) * wd;
    line[(p + 3) | 0] = (a >>> 24) * wa + (b >>> 24) * wb + (c >>> 24) * wc + (d >>> 24) * wd;
  }
}

/**
 * Eight rows, by weights that are whole numbers and make 256 together: the line is 256 times as bright. The even bytes of a
 * word, and the odd ones, are two lanes of 16 bits that one multiplication weighs; 255 times 256 still fits.
 */
function blendEight({ bytes, offsets, weights }: Rows, line: Float32Array): void {
  const [oa, ob, oc, od] = [at(offsets, 0), at(offsets, 1), at(offsets, 2), at(offsets, 3)];
  const [oe, of, og, oh] = [at(offsets, 4), at(offsets, 5), at(offsets, 6), at(offsets, 7)];
  const [wa, wb, wc, wd] = [at(weights, 0), at(weights, 1), at(weights, 2), at(weights, 3)];
  const [we, wf, wg, wh] = [at(weights, 4), at(weights, 5), at(weights, 6), at(weights, 7)];
  const lanes = 0x00ff00ff;
  const last = line.length - 4;
  for (let next = 0; next < line.length; next += 4) {
    const p = Math.min(next, last);
    const a = bytes.getInt32((oa + p) | 0, true);
    const b = bytes.getInt32((ob + p) | 0, true);
    const c = bytes.getInt32((oc + p) | 0, true);
    const d = bytes.getInt32((od + p) | 0, true);
    const e = bytes.getInt32((oe + p) | 0, true);
    const f = bytes.getInt32((of + p) | 0, true);
    const g = bytes.getInt32((og + p) | 0, true);
    const h = bytes.getInt32((oh + p) | 0, true);
    const even =
      (Math.imul(a & lanes, wa) +
        Math.imul(b & lanes, wb) +
        Math.imul(c & lanes, wc) +
        Math.imul(d & lanes, wd) +
        Math.imul(e & lanes, we) +
        Math.imul(f & lanes, wf) +
        Math.imul(g & lanes, wg) +
        Math.imul(h & lanes, wh)) |
      0;
    const odd =
      (Math.imul((a >>> 8) & lanes, wa) +
        Math.imul((b >>> 8) & lanes, wb) +
        Math.imul((c >>> 8) & lanes, wc) +
        Math.imul((d >>> 8) & lanes, wd) +
        Math.imul((e >>> 8) & lanes, we) +
        Math.imul((f >>> 8) & lanes, wf) +
        Math.imul((g >>> 8) & lanes, wg) +
        Math.imul((h >>> 8) & lanes, wh)) |
      0;
    line[(p + 0) | 0] = even & 0xffff;
    line[(p + 1) | 0] = odd & 0xffff;
    line[(p + 2) | 0] = even >>> 16;
    line[(p + 3) | 0] = odd >>> 16;
  }
}

function at(numbers: Int32Array | Float64Array, index: number): number {
  return numbers[index] as number;
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
