/** The first of the 68 points that is no contour: brows, nose, eyes and mouth are fixed to the skin, the contour is not. */
const FIRST = 17;
const COUNT = 51;
const [LEFT_EYE, RIGHT_EYE, EYE_POINTS] = [36, 42, 6] as const;

/** How the inner points of a face in one frame relate to those in another; lengths in pixels. */
export interface PointMoments {
  /** Their middles, before and now. */
  readonly before: readonly [x: number, y: number];
  readonly now: readonly [x: number, y: number];
  /** Mean products of the distances from the middle: before by before, before (x, y) by now (u, v), now by now. */
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  readonly xu: number;
  readonly xv: number;
  readonly yu: number;
  readonly yv: number;
  /** Sum of the mean squares now. */
  readonly now2: number;
}

/** The moments from which every least-squares fit between two sets of 68 points follows. */
export function momentsOf(before: Float32Array, now: Float32Array): PointMoments {
  const [mx, my] = middleOf(before, FIRST, COUNT);
  const [mu, mv] = middleOf(now, FIRST, COUNT);
  let xx = 0;
  let xy = 0;
  let yy = 0;
  let xu = 0;
  let xv = 0;
  let yu = 0;
  let yv = 0;
  let now2 = 0;
  for (let i = FIRST; i < FIRST + COUNT; i += 1) {
    const x = (before[2 * i] as number) - mx;
    const y = (before[2 * i + 1] as number) - my;
    const u = (now[2 * i] as number) - mu;
    const v = (now[2 * i + 1] as number) - mv;
    xx += x * x;
    xy += x * y;
    yy += y * y;
    xu += x * u;
    xv += x * v;
    yu += y * u;
    yv += y * v;
    now2 += u * u + v * v;
  }
  const mean = (sum: number): number => sum / COUNT;
  return {
    ...{ before: [mx, my], now: [mu, mv], xx: mean(xx), xy: mean(xy), yy: mean(yy) },
    ...{ xu: mean(xu), xv: mean(xv), yu: mean(yu), yv: mean(yv), now2: mean(now2) },
  };
}

/** Distance of the eyes' middles, px. */
export function eyeDistance(points: Float32Array): number {
  const left = middleOf(points, LEFT_EYE, EYE_POINTS);
  const right = middleOf(points, RIGHT_EYE, EYE_POINTS);
  return Math.hypot(right[0] - left[0], right[1] - left[1]);
}

function middleOf(points: Float32Array, first: number, count: number): [x: number, y: number] {
  let x = 0;
  let y = 0;
  for (let i = first; i < first + count; i += 1) {
    x += (points[2 * i] as number) / count;
    y += (points[2 * i + 1] as number) / count;
  }
  return [x, y];
}
