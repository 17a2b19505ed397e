import type { PointMoments } from "./points.ts";
import { COARSE_SIDE, type Surroundings } from "./surroundings.ts";

/** Where the surroundings are compared: on arcs above and beside the face, in face heights from its middle, and how densely. */
const ARCS = [1.05, 1.15, 1.25, 1.35];
const DIRECTIONS = 25;
/** Least and most movement of those points with the face, in face heights; the points' own noise stays below the least. */
const LEAST_MOVED = 0.06;
const MOST_MOVED = 0.5;
/** Least mean difference of brightness (of 255) that must be there to be explained: on a bare wall nothing is. */
const LEAST_CHANGE = 4;
/** The frame's edges may change by this part of what the surroundings do; beyond that the camera itself has moved. */
const MOST_RIM_CHANGE = 0.5;
/** Least part of the points that must lie in both pictures. */
const LEAST_SEEN = 0.5;

/** A look at a face and what was around it. */
export interface Placed {
  /** The middle of the face's points, px. */
  readonly middle: readonly [x: number, y: number];
  /** Height of its box, px. */
  readonly height: number;
  readonly surroundings: Surroundings;
}

/** The similarity transform (turn, scale, shift) of a face's points: u = a·x − b·y, v = b·x + a·y about their middles. */
interface Similarity {
  readonly a: number;
  readonly b: number;
}

/**
 * How far the face's movement between two looks carried what is around it, in face heights; null if that is too little to
 * say anything, or so much that the pictures hardly overlap.
 */
export function movedBetween(before: Placed, moments: PointMoments): number | null {
  const map = similarityOf(moments);
  if (map === null) return null;
  let moved = 0;
  for (const point of CORNERS) {
    const [x, y, u, v] = place(point, before, { moments, map });
    moved += Math.hypot(u - x, v - y) / (CORNERS.length * before.height);
  }
  return moved >= LEAST_MOVED && moved <= MOST_MOVED ? moved : null;
}

/**
 * Whether what is around a face was carried along with it between two looks, as on a sheet or a screen, or stayed where it
 * was, as behind a head. From −1 (stayed) to 1 (was carried): the difference of what both leave unexplained, by their sum.
 *
 * @param moments of the face's points, which say how it moved
 * @returns null if the two looks say nothing: the surroundings are bare, or not seen, or the camera has moved
 */
export function carriedBetween(before: Placed, now: Surroundings, moments: PointMoments): number | null {
  const map = similarityOf(moments);
  if (map === null) return null;
  const stayed: number[] = [];
  const carried: number[] = [];
  for (const point of RING) {
    const [x, y, u, v] = place(point, before, { moments, map });
    const was = brightness(before.surroundings, x, y);
    const there = brightness(now, x, y);
    const along = brightness(now, u, v);
    if (was === null || there === null || along === null) continue;
    stayed.push(there - was);
    carried.push(along - was);
  }
  if (stayed.length < LEAST_SEEN * RING.length) return null;
  const [ifStayed, ifCarried] = [unexplained(stayed), unexplained(carried)];
  if (Math.max(ifStayed, ifCarried) < LEAST_CHANGE) return null;
  const value = (ifStayed - ifCarried) / (ifStayed + ifCarried);
  return value > 0 && hasCameraMoved(before.surroundings, now, ifStayed) ? null : value;
}

/** When the camera is moved everything goes where the face goes, and the frame's edges change with it. */
function hasCameraMoved(before: Surroundings, now: Surroundings, change: number): boolean {
  const differences = Array.from(now.rim, (value, i) => value - (before.rim[i] ?? value));
  return unexplained(differences) > MOST_RIM_CHANGE * change;
}

function similarityOf({ xx, yy, xu, yv, xv, yu }: PointMoments): Similarity | null {
  const spread = xx + yy;
  return spread > 1e-6 ? { a: (xu + yv) / spread, b: (xv - yu) / spread } : null;
}

/** Where a point of the ring was in the frame, and where the face's movement takes it. */
function place(
  [right, down]: RingPoint,
  { middle, height }: Placed,
  { moments, map }: { moments: PointMoments; map: Similarity },
): [x: number, y: number, u: number, v: number] {
  const [x, y] = [right * height, down * height];
  const [u, v] = [map.a * x - map.b * y, map.b * x + map.a * y];
  return [middle[0] + x, middle[1] + y, moments.now[0] + u, moments.now[1] + v];
}

type RingPoint = readonly [right: number, down: number];

const arc = (directions: number, radii: readonly number[]): RingPoint[] =>
  Array.from({ length: directions }, (_, i) => Math.PI * (1 + i / (directions - 1))).flatMap((angle) =>
    radii.map((radius): RingPoint => [radius * Math.cos(angle), radius * Math.sin(angle)]),
  );
const RING = arc(DIRECTIONS, ARCS);
const CORNERS = arc(5, [1.2]);

/** Brightness at a place of the frame, between the coarse pixels; null outside. */
function brightness({ region, grey }: Surroundings, x: number, y: number): number | null {
  const u = ((x - region.x + 0.5) / region.width) * COARSE_SIDE - 0.5;
  const v = ((y - region.y + 0.5) / region.height) * COARSE_SIDE - 0.5;
  if (!(u >= 0 && v >= 0 && u <= COARSE_SIDE - 1 && v <= COARSE_SIDE - 1)) return null;
  const [x0, y0] = [Math.min(COARSE_SIDE - 2, Math.floor(u)), Math.min(COARSE_SIDE - 2, Math.floor(v))];
  const [fx, fy] = [u - x0, v - y0];
  const at = y0 * COARSE_SIDE + x0;
  const upper = (grey[at] as number) * (1 - fx) + (grey[at + 1] as number) * fx;
  const lower = (grey[at + COARSE_SIDE] as number) * (1 - fx) + (grey[at + COARSE_SIDE + 1] as number) * fx;
  return upper * (1 - fy) + lower * fy;
}

/** Mean difference from the median one: what all points share is the light. */
function unexplained(differences: readonly number[]): number {
  const shared = Float64Array.from(differences).sort()[differences.length >> 1] ?? 0;
  return differences.reduce((sum, difference) => sum + Math.abs(difference - shared), 0) / differences.length;
}
