import { eyeDistance, type PointMoments } from "./points.ts";

/**
 * Least foreshortening between two looks (logarithm of the ratio of the axes) from which they say anything: that of a plane
 * turned by 24° from straight. Below it noise looks like it.
 */
const LEAST_FORESHORTENING = 0.09;
/**
 * Most movement between the two, in eye distances: at another place of the picture a wide lens, too, draws a face broader or
 * narrower, without turning it.
 */
const MOST_MOVED = 0.5;

/** A relief, and the foreshortening from which it was measured: the more there was, the better the relief is known. */
export interface Relief {
  readonly relief: number;
  readonly foreshortening: number;
}

/**
 * How far the points of a face stand out from a plane, in eye distances, from two looks between which it was turned. A plane
 * that turns stays an affine picture of itself, but for the noise of the points: what the best affine map leaves (root mean
 * square), by the angle that belongs to the foreshortening, is the relief. About 0.1 for a head, whose nose stands out.
 *
 * @param points of the look before, by which lengths are measured
 * @returns null if the two looks say nothing
 */
export function reliefBetween(moments: PointMoments, points: Float32Array): Relief | null {
  const { before, now, xx, xy, yy, xu, xv, yu, yv, now2 } = moments;
  const eyes = eyeDistance(points);
  if (!(Math.hypot(now[0] - before[0], now[1] - before[1]) <= MOST_MOVED * eyes)) return null;
  const det = xx * yy - xy * xy;
  if (!(det > 1e-6)) return null;
  // The affine map by the normal equations: u = a·x + b·y, v = c·x + d·y.
  const a = (xu * yy - yu * xy) / det;
  const b = (yu * xx - xu * xy) / det;
  const c = (xv * yy - yv * xy) / det;
  const d = (yv * xx - xv * xy) / det;
  const area = a * d - b * c;
  if (!(area > 1e-6)) return null;
  // Of its singular values, half the sum of the squares by the product is the hyperbolic cosine of their log ratio.
  const foreshortening = Math.acosh(Math.max(1, (a * a + b * b + c * c + d * d) / (2 * area)));
  if (!(foreshortening >= LEAST_FORESHORTENING)) return null;
  const left = Math.sqrt(Math.max(0, now2 - a * xu - b * yu - c * xv - d * yv));
  return { relief: left / (eyes * Math.sqrt(area) * Math.sqrt(2 * foreshortening)), foreshortening };
}
