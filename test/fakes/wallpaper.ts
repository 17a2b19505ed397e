import { COARSE_SIDE, rimOf, type Surroundings } from "../../src/perception/vision/liveness/surroundings.ts";
import type { Pose } from "./turned-heads.ts";

const [WIDTH, HEIGHT] = [640, 480];
/** Half the liveness model's square around a face of 100 px. */
const HALF = 135;

/** Brightness of a wallpaper at a place. */
export type Wallpaper = (x: number, y: number) => number;
export const patterned: Wallpaper = (x, y) => 128 + 50 * Math.sin(x / 9) + 50 * Math.cos(y / 7);
export const bare: Wallpaper = () => 180;

/** What is seen around a face in this pose before a wallpaper that is shifted, by a camera that is shifted. */
export function seen(pose: Pose, wallpaper: Wallpaper, moved = { paper: 0, camera: 0 }): Surroundings {
  const { right = 0, down = 0 } = pose;
  const region = { x: 320 + right - HALF, y: 240 + down - HALF, width: 2 * HALF, height: 2 * HALF };
  const grey = new Uint8Array(COARSE_SIDE * COARSE_SIDE);
  const step = (2 * HALF) / COARSE_SIDE;
  for (let row = 0; row < COARSE_SIDE; row += 1) {
    for (let column = 0; column < COARSE_SIDE; column += 1) {
      const [x, y] = [region.x + (column + 0.5) * step, region.y + (row + 0.5) * step];
      grey[row * COARSE_SIDE + column] = wallpaper(x - moved.paper, y);
    }
  }
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) data[(y * WIDTH + x) * 3 + 1] = wallpaper(x - moved.camera, y);
  }
  return { region, grey, rim: rimOf({ width: WIDTH, height: HEIGHT, data }) };
}
