import { aLook } from "./face-looks.ts";
import type { FaceLook } from "../../src/perception/vision/face-look.ts";

/** Distance of the eyes in the pictures, px. */
const EYES = 40;

/** How something stands before the camera: turned about the upright and the level axis (degrees), and moved (px). */
export interface Pose {
  readonly yaw?: number;
  readonly pitch?: number;
  readonly right?: number;
  readonly down?: number;
  readonly scale?: number;
}

/**
 * The 68 points of a head (or, without depth, of a picture of one), seen from far away: a grid on a bowl with a nose,
 * which is what counts here.
 *
 * @param depth how far the bowl is deep, in eye distances
 */
export function pointsOf(
  depth: number,
  { yaw = 0, pitch = 0, right = 0, down = 0, scale = 1 }: Pose,
): Float32Array {
  const [cy, sy] = [Math.cos((yaw * Math.PI) / 180), Math.sin((yaw * Math.PI) / 180)];
  const [cp, sp] = [Math.cos((pitch * Math.PI) / 180), Math.sin((pitch * Math.PI) / 180)];
  const points = new Float32Array(136);
  for (let i = 0; i < 68; i += 1) {
    const [x, y] = whereOf(i);
    const nose = i >= 27 && i < 36 ? 0.3 : 0;
    const z = depth * (nose - 0.5 * (x * x + y * y));
    const turned = [cy * x + sy * z, cp * y - sp * (cy * z - sy * x)] as const;
    points[2 * i] = 320 + right + scale * EYES * turned[0];
    points[2 * i + 1] = 240 + down + scale * EYES * turned[1];
  }
  return points;
}

/** A look at it. */
export function lookAt(depth: number, pose: Pose, changes: Partial<FaceLook> = {}): FaceLook {
  const { right = 0, down = 0 } = pose;
  const box = { x: 280 + right, y: 190 + down, width: 80, height: 100 };
  return aLook({ landmarks: pointsOf(depth, pose), box, ...changes });
}

/** The eyes are where eyes are; everything else is spread over the face. */
function whereOf(i: number): readonly [x: number, y: number] {
  if (i >= 36 && i < 48) {
    const [side, k] = i < 42 ? ([-0.5, i - 36] as const) : ([0.5, i - 42] as const);
    return [side + 0.12 * Math.cos((k * Math.PI) / 3), -0.3 + 0.06 * Math.sin((k * Math.PI) / 3)];
  }
  if (i >= 27 && i < 36) return [0.05 * ((i % 3) - 1), -0.2 + 0.08 * (i - 27)];
  return [
    0.9 * Math.cos(i * 2.4) * Math.sqrt((i + 1) / 68),
    0.9 * Math.sin(i * 2.4) * Math.sqrt((i + 1) / 68),
  ];
}
