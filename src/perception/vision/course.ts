import type { PixelBox } from "./pixel-box.ts";
import { corrected, firstSeen, predicted, type Coordinate, type CoordinateNoise } from "./kalman.ts";
import type { Direction } from "./observation.ts";

/** Of the logarithm of a box's side; as for the size of a box that is followed (`box-motion.ts`). */
const SIDE: CoordinateNoise = { measured: 0.05, rate: 0.3, acceleration: 0.4 };
/** A box nearer to the picture's edge than this part of the picture may be cut by it. */
const EDGE = 0.02;
/** Without a whole box for longer than this the course begins anew. */
const GAP_MS = 1000;
/** Over how long a change is judged, shortest first: who walks slowly or is far away needs more time. */
const SPANS_MS = [1000, 2000, 3000];
/** A change below this many standard deviations of what the filter knows may be none. */
const LEAST_SIGMAS = 3;
/** The middle half of a change takes at least this part of the time: a box that jumps is not somebody who walks. */
const LEAST_STEADY = 0.45;
/** How often an estimate is kept, and for how long. */
const KEEP_EVERY_MS = 100;
const KEEP_MS = Math.max(...SPANS_MS) + GAP_MS;

/** What was known of a box at some moment. */
interface Estimate {
  /** ms since boot. */
  readonly t: number;
  /** Natural logarithms of the sides in pixels. */
  readonly width: Coordinate;
  readonly height: Coordinate;
}

/** How large a box was of late, oldest first; the last one is that of its latest whole box. */
export type Course = readonly Estimate[];

/**
 * The course after one more box of a face or a body. A box that the picture's edge may cut says nothing of the distance:
 * who steps in from below grows although they walk away. Pure.
 *
 * @param course null before the first box
 */
export function courseAfter(
  course: Course | null,
  box: PixelBox,
  frame: { readonly width: number; readonly height: number; readonly t: number },
): Course | null {
  if (isCut(box, frame)) return course;
  const { t } = frame;
  const [width, height] = [Math.log(Math.max(1, box.width)), Math.log(Math.max(1, box.height))];
  const last = course?.at(-1);
  if (course === null || last === undefined || t - last.t > GAP_MS)
    return [{ t, width: firstSeen(width, SIDE), height: firstSeen(height, SIDE) }];
  const seconds = Math.max(0, t - last.t) / 1000;
  const now = {
    t,
    width: corrected(predicted(last.width, seconds, SIDE), width, SIDE),
    height: corrected(predicted(last.height, seconds, SIDE), height, SIDE),
  };
  const before = course.at(-2);
  // Of estimates in quick succession the latest stands for all.
  const isClose = before !== undefined && last.t - before.t < KEEP_EVERY_MS;
  const kept = (isClose ? course.slice(0, -1) : course).filter((past) => t - past.t <= KEEP_MS);
  return [...kept, now];
}

/**
 * Whether somebody comes nearer or goes away: a box whose width and height both grow (or shrink), for at least a second, by
 * more than the filter can be wrong. Who turns or walks past changes the width alone, who bends down the height alone.
 * null: neither.
 */
export function directionOf(course: Course): Direction | null {
  const now = course.at(-1);
  if (now === undefined) return null;
  for (const span of SPANS_MS) {
    const start = course.findLastIndex(({ t }) => now.t - t >= span);
    if (start === -1) return null;
    const part = course.slice(start);
    if (grows(part, 1)) return "approaching";
    if (grows(part, -1)) return "leaving";
  }
  return null;
}

/** Whether both sides grow (sign 1) or shrink (−1) from the first to the last of these estimates. */
function grows(part: Course, sign: 1 | -1): boolean {
  const [first, last] = [part.at(0), part.at(-1)];
  if (first === undefined || last === undefined) return false;
  return (["width", "height"] as const).every((side) => {
    const changes = part.map((estimate) => sign * (estimate[side].value - first[side].value));
    const change = changes.at(-1) ?? 0;
    const sigma = Math.sqrt(first[side].variance[0] + last[side].variance[0]);
    if (change <= LEAST_SIGMAS * sigma) return false;
    const begun = part[changes.findLastIndex((sofar) => sofar <= change / 4)] ?? first;
    const done = part[changes.findIndex((sofar) => sofar >= (change * 3) / 4)] ?? last;
    return done.t - begun.t >= LEAST_STEADY * (last.t - first.t);
  });
}

function isCut(box: PixelBox, { width, height }: { width: number; height: number }): boolean {
  const [x, y] = [EDGE * width, EDGE * height];
  return box.x < x || box.y < y || box.x + box.width > width - x || box.y + box.height > height - y;
}
