import type { PixelBox } from "./pixel-box.ts";
import { overlap, type Raster } from "./geometry.ts";
import { regionMap, sampleAffine } from "./sampling.ts";

/** Size of the detector's picture. */
export const DETECTOR_WIDTH = 320;
export const DETECTOR_HEIGHT = 240;
/** Length of the detector's input. */
export const DETECTOR_INPUT = 3 * DETECTOR_WIDTH * DETECTOR_HEIGHT;

const MEAN = 127;
const DIVISOR = 128;
const MIN_SCORE = 0.7;
const MAX_OVERLAP = 0.4;
/** Boxes that enter the suppression of duplicates: the best ones only, so that a frame full of noise costs no more. */
const MAX_CANDIDATES = 256;
/** Faces that are looked at in one frame. */
export const MAX_FACES = 16;

/** One face as the detector found it. */
export interface Detection {
  readonly box: PixelBox;
  readonly score: number;
}

/**
 * Shrinks a picture into the upper left corner of the detector's input; the rest becomes 0.
 *
 * @returns the scale: detector pixels per picture pixel
 */
export function fillDetectorInput(raster: Raster, input: Float32Array): number {
  const scale = detectorScale(raster);
  const width = Math.min(DETECTOR_WIDTH, Math.max(1, Math.round(raster.width * scale)));
  const height = Math.min(DETECTOR_HEIGHT, Math.max(1, Math.round(raster.height * scale)));
  input.fill(0);
  if (scale > 1) enlarge(raster, { width, height }, input);
  else if (isFourfold(raster, { width, height })) shrinkFourfold(raster, { width, height }, input);
  else shrink(raster, { width, height }, input);
  return scale;
}

/** Detector pixels per picture pixel. */
export function detectorScale(size: { width: number; height: number }): number {
  return Math.min(DETECTOR_WIDTH / size.width, DETECTOR_HEIGHT / size.height);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Averages whole source pixels: the widest loop of all, once over every pixel of the picture. */
function shrink(raster: Raster, size: Size, input: Float32Array): void {
  const { data, width, height } = raster;
  const area = DETECTOR_WIDTH * DETECTOR_HEIGHT;
  const columns = bounds(width, size.width);
  const rows = bounds(height, size.height);
  for (let j = 0; j < size.height; j += 1) {
    const top = rows[j] as number;
    const bottom = rows[j + 1] as number;
    for (let i = 0; i < size.width; i += 1) {
      const left = columns[i] as number;
      const right = columns[i + 1] as number;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = top; y < bottom; y += 1) {
        const end = (y * width + right) * 3;
        for (let at = (y * width + left) * 3; at < end; at += 3) {
          r += data[at] as number;
          g += data[at + 1] as number;
          b += data[at + 2] as number;
        }
      }
      const count = (bottom - top) * (right - left);
      const k = j * DETECTOR_WIDTH + i;
      input[k] = (r / count - MEAN) / DIVISOR;
      input[k + area] = (g / count - MEAN) / DIVISOR;
      input[k + 2 * area] = (b / count - MEAN) / DIVISOR;
    }
  }
}

/** Whether the commonest picture, 1280 pixels wide, can be shrunk four bytes at a time. */
function isFourfold({ width, height, data }: Raster, size: Size): boolean {
  return width === 4 * size.width && height === 4 * size.height && data.byteOffset % 4 === 0;
}

/** What the model takes for each sum of 16 bytes, as `shrink` computes it. */
const LEVELS = Float32Array.from({ length: 16 * 255 + 1 }, (_, sum) => (sum / 16 - MEAN) / DIVISOR);

/**
 * The same averages for blocks of 4 × 4 pixels, in a sixth of the time. Four pixels are three words; in each word two bytes
 * at a time are added up in lanes of 16 bits. Written out, because loops over four rows cost more than the rows.
 */
function shrinkFourfold({ data, width }: Raster, size: Size, input: Float32Array): void {
  const area = DETECTOR_WIDTH * DETECTOR_HEIGHT;
  const words = new Int32Array(data.buffer, data.byteOffset, data.length >> 2);
  const rowWords = (width * 3) >> 2;
  for (let j = 0; j < size.height; j += 1) {
    for (let i = 0, at = 4 * j * rowWords; i < size.width; i += 1, at += 3) {
      const a0 = words[at] as number;
      const b0 = words[(at + 1) | 0] as number;
      const c0 = words[(at + 2) | 0] as number;
      const a1 = words[(at + rowWords) | 0] as number;
      const b1 = words[(at + rowWords + 1) | 0] as number;
      const c1 = words[(at + rowWords + 2) | 0] as number;
      const a2 = words[(at + 2 * rowWords) | 0] as number;
      const b2 = words[(at + 2 * rowWords + 1) | 0] as number;
      const c2 = words[(at + 2 * rowWords + 2) | 0] as number;
      const a3 = words[(at + 3 * rowWords) | 0] as number;
      const b3 = words[(at + 3 * rowWords + 1) | 0] as number;
      const c3 = words[(at + 3 * rowWords + 2) | 0] as number;
      const even0 = evenBytes(a0, a1, a2, a3);
      const odd0 = evenBytes(a0 >>> 8, a1 >>> 8, a2 >>> 8, a3 >>> 8);
      const even1 = evenBytes(b0, b1, b2, b3);
      const odd1 = evenBytes(b0 >>> 8, b1 >>> 8, b2 >>> 8, b3 >>> 8);
      const even2 = evenBytes(c0, c1, c2, c3);
      const odd2 = evenBytes(c0 >>> 8, c1 >>> 8, c2 >>> 8, c3 >>> 8);
      // Bytes in order: R G B R, G B R G, B R G B; even are the first and third of each, odd the second and fourth.
      const r = (even0 & 0xffff) + (odd0 >>> 16) + (even1 >>> 16) + (odd2 & 0xffff);
      const g = (odd0 & 0xffff) + (even1 & 0xffff) + (odd1 >>> 16) + (even2 >>> 16);
      const b = (even0 >>> 16) + (odd1 & 0xffff) + (even2 & 0xffff) + (odd2 >>> 16);
      const k = j * DETECTOR_WIDTH + i;
      input[k] = LEVELS[r] as number;
      input[k + area] = LEVELS[g] as number;
      input[k + 2 * area] = LEVELS[b] as number;
    }
  }
}

/** The first and third bytes of four words, added up in lanes of 16 bits. It runs for every word, and is inlined. */
function evenBytes(a: number, b: number, c: number, d: number): number {
  const lanes = 0x00ff00ff;
  return ((a & lanes) + (b & lanes) + (c & lanes) + (d & lanes)) | 0;
}

/** `parts + 1` limits that divide `length` pixels into parts of at least one. */
function bounds(length: number, parts: number): Int32Array {
  return Int32Array.from({ length: parts + 1 }, (_, i) => Math.round((i * length) / parts));
}

/** A picture smaller than the detector's. */
function enlarge(raster: Raster, size: Size, input: Float32Array): void {
  const planes = new Float32Array(3 * size.width * size.height);
  const map = regionMap({ x: 0, y: 0, width: raster.width, height: raster.height }, size);
  sampleAffine(raster, map, { ...size, planes, order: "rgb", mean: MEAN, divisor: DIVISOR }, "edge");
  for (let channel = 0; channel < 3; channel += 1) {
    for (let j = 0; j < size.height; j += 1) {
      const from = (channel * size.height + j) * size.width;
      input.set(planes.subarray(from, from + size.width), (channel * DETECTOR_HEIGHT + j) * DETECTOR_WIDTH);
    }
  }
}

/**
 * The faces in the detector's output, largest first, at most `MAX_FACES`.
 *
 * @param output `scores` in pairs (background, face), `boxes` in fours (left, top, right, bottom in fractions of the
 *   detector's picture)
 * @param scale as `fillDetectorInput` returned it
 */
export function decodeDetections(
  output: { scores: Float32Array; boxes: Float32Array },
  scale: number,
): Detection[] {
  const { scores, boxes } = output;
  const candidates: Detection[] = [];
  for (let i = 0; i * 2 + 1 < scores.length; i += 1) {
    const score = scores[i * 2 + 1] ?? 0;
    if (!(score >= MIN_SCORE)) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = boxes.subarray(i * 4, i * 4 + 4);
    const x = (left * DETECTOR_WIDTH) / scale;
    const y = (top * DETECTOR_HEIGHT) / scale;
    const width = (right * DETECTOR_WIDTH) / scale - x;
    const height = (bottom * DETECTOR_HEIGHT) / scale - y;
    if (width > 0 && height > 0) candidates.push({ box: { x, y, width, height }, score });
  }
  candidates.sort((a, b) => b.score - a.score);
  return suppressDuplicates(candidates.slice(0, MAX_CANDIDATES))
    .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
    .slice(0, MAX_FACES);
}

/** Greedy non-maximum suppression: of boxes that cover each other the best stays. `sorted`: best first. */
export function suppressDuplicates(sorted: readonly Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of sorted) {
    if (kept.every((other) => overlap(other.box, candidate.box) < MAX_OVERLAP)) kept.push(candidate);
  }
  return kept;
}
