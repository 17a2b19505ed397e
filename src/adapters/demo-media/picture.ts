import sharp from "sharp";
import { FILM, type Pose } from "./choreography.ts";
import { scaled, type Figure } from "./cut-out.ts";
import { porchSvg } from "./porch.ts";

/** How many brightness steps the sensor noise reaches up and down. */
const GRAIN = 3;
/** How far the figure's lower edge stays below the picture, px. */
const BELOW_PX = 24;

/** Paints the film's pictures one after the other; deterministic. */
export interface Painter {
  /** One picture: RGB, 8 bits, `FILM.width × FILM.height × 3` bytes. `index` is the picture's number. */
  paint(pose: Pose | null, index: number): Promise<Uint8Array>;
}

/** A painter of the porch with these two people. */
export async function createPainter(figures: Readonly<Record<Pose["figure"], Figure>>): Promise<Painter> {
  const porch = await sharp(Buffer.from(porchSvg())).removeAlpha().raw().toBuffer();
  const grain = grainTable();
  return {
    async paint(pose, index) {
      const picture = new Uint8Array(porch);
      if (pose !== null) blend(picture, await scaled(figures[pose.figure], pose.scale), pose);
      addGrain(picture, grain, index);
      return picture;
    },
  };
}

function blend(picture: Uint8Array, figure: Figure, pose: Pose): void {
  const left = Math.round(pose.centreX - figure.width / 2);
  const top = Math.round(FILM.height + BELOW_PX - figure.height - pose.liftPx);
  const firstX = Math.max(0, -left);
  const lastX = Math.min(figure.width, FILM.width - left);
  for (let y = Math.max(0, -top); y < figure.height && top + y < FILM.height; y++) {
    let from = (y * figure.width + firstX) * 4;
    let to = ((top + y) * FILM.width + left + firstX) * 3;
    for (let x = firstX; x < lastX; x++, from += 4, to += 3) {
      const opacity = figure.rgba[from + 3] ?? 0;
      if (opacity === 0) continue;
      for (let c = 0; c < 3; c++) {
        const [below, above] = [picture[to + c] ?? 0, figure.rgba[from + c] ?? 0];
        picture[to + c] = below + ((above - below) * opacity) / 255;
      }
    }
  }
}

/** Sensor noise, so that a still scene is never the very same picture twice: like a camera's, unlike a frozen stream. */
function grainTable(): Int8Array {
  const table = new Int8Array(65_536);
  let state = 0x2545f491;
  for (let i = 0; i < table.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    table[i] = (Math.abs(state) % (2 * GRAIN + 1)) - GRAIN;
  }
  return table;
}

function addGrain(picture: Uint8Array, grain: Int8Array, index: number): void {
  const shift = (index * 7_919) % grain.length;
  for (let i = 0; i < picture.length; i++) {
    const value = (picture[i] ?? 0) + (grain[(i + shift) & 0xffff] ?? 0);
    picture[i] = value < 0 ? 0 : value > 255 ? 255 : value;
  }
}
