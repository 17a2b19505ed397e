import type { PixelBox } from "./pixel-box.ts";
import { corrected, firstSeen, predicted, type Coordinate, type CoordinateNoise } from "./kalman.ts";

/** Noise of the middle of a box, by the box's size, as in DeepSORT and ByteTrack: what is near moves by more pixels. */
const MIDDLE = { measured: 0.05, rate: 1, acceleration: 2 };
/** Noise of the logarithm of its size; a person who walks up from four metres away grows by a quarter a second. */
const SIZE: CoordinateNoise = { measured: 0.05, rate: 0.3, acceleration: 0.4 };
/** Weight of a new shape; it is smoothed, and has no rate, as in SORT. */
const SHAPE_RATE = 0.3;

/** How a box moves: SORT's state (middle, size, shape, and the rates of the first two), the size as a logarithm. */
export interface BoxMotion {
  readonly x: Coordinate;
  readonly y: Coordinate;
  /** Natural logarithm of the square root of the area; its rate is the growth by itself a second. */
  readonly size: Coordinate;
  /** Width by height. */
  readonly shape: number;
}

/** The motion of a box that was seen once. */
export function motionOf(box: PixelBox): BoxMotion {
  const [x, y] = middle(box);
  const noise = middleNoise(sizeOf(box));
  return {
    x: firstSeen(x, noise),
    y: firstSeen(y, noise),
    size: firstSeen(Math.log(sizeOf(box)), SIZE),
    shape: box.width / box.height,
  };
}

/** The motion after so many seconds in which the box was not measured. */
export function motionAfter(motion: BoxMotion, seconds: number): BoxMotion {
  if (seconds <= 0) return motion;
  const noise = middleNoise(Math.exp(motion.size.value));
  return {
    ...motion,
    x: predicted(motion.x, seconds, noise),
    y: predicted(motion.y, seconds, noise),
    size: predicted(motion.size, seconds, SIZE),
  };
}

/** The predicted motion after the box was measured. */
export function motionMeasured(motion: BoxMotion, box: PixelBox): BoxMotion {
  const [x, y] = middle(box);
  const noise = middleNoise(sizeOf(box));
  return {
    x: corrected(motion.x, x, noise),
    y: corrected(motion.y, y, noise),
    size: corrected(motion.size, Math.log(sizeOf(box)), SIZE),
    shape: motion.shape + SHAPE_RATE * (box.width / box.height - motion.shape),
  };
}

/** The box of a motion. */
export function boxOf({ x, y, size, shape }: BoxMotion): PixelBox {
  const side = Math.exp(size.value);
  const width = side * Math.sqrt(shape);
  const height = side / Math.sqrt(shape);
  return { x: x.value - width / 2, y: y.value - height / 2, width, height };
}

function middleNoise(size: number): CoordinateNoise {
  return {
    measured: MIDDLE.measured * size,
    rate: MIDDLE.rate * size,
    acceleration: MIDDLE.acceleration * size,
  };
}

/** Never zero, so that the logarithm exists. */
function sizeOf({ width, height }: PixelBox): number {
  return Math.sqrt(Math.max(1, width) * Math.max(1, height));
}

function middle({ x, y, width, height }: PixelBox): [x: number, y: number] {
  return [x + width / 2, y + height / 2];
}
