// What is held before the camera: prints with a paper's border, faces that are cut out, and phones.

/** Texture's pixels for each pixel of the camera's: a little finer, so that drawing does not alias. */
const FINER = 1.25;
/** What a printer makes of black and white, and how much colour it keeps. */
const PRINT = { black: 28, white: 232, colour: 0.85 };
const PAPER = 244;
const BEZEL = 12;

/** The part of a photo around a face: `reach` face heights wide and high, as much of it as there is. */
export function around(photo, box, reach) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const half = (reach * box.height) / 2;
  const left = Math.max(0, Math.round(x - half));
  const top = Math.max(0, Math.round(y - half));
  const right = Math.min(photo.width, Math.round(x + half));
  const bottom = Math.min(photo.height, Math.round(y + half));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/**
 * A part of a photo as a texture, shrunk (by averaging) or enlarged so that the face is about `faceHeight` pixels high before
 * the camera, with a border of so many parts of its width.
 */
export function texture(photo, part, { scale, border, side, treat, opacity = () => 1 }) {
  const [w, h] = [Math.round(part.width * scale * FINER), Math.round(part.height * scale * FINER)];
  const [bx, by] = [Math.round(border * w), Math.round(border * w)];
  const [width, height] = [w + 2 * bx, h + 2 * by];
  const data = new Float32Array(width * height * 4);
  const step = 1 / (scale * FINER);
  for (let j = 0; j < height; j += 1) {
    for (let i = 0; i < width; i += 1) {
      const at = (j * width + i) * 4;
      const [x, y] = [i - bx, j - by];
      const inside = x >= 0 && y >= 0 && x < w && y < h;
      const colour = inside ? treat(mean(photo, part.x + x * step, part.y + y * step, step)) : side;
      data.set(colour, at);
      data[at + 3] = inside ? opacity(part.x + (x + 0.5) * step, part.y + (y + 0.5) * step) : 1;
    }
  }
  return { width, height, data };
}

/** Paper and ink, a little glossy. */
export const printed = {
  raster: 0,
  shine: 0.3,
  side: [PAPER, PAPER, PAPER],
  treat: (colour) => {
    const grey = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
    const range = (PRINT.white - PRINT.black) / 255;
    return colour.map((value) => PRINT.black + range * (grey + PRINT.colour * (value - grey)));
  },
};

/** A screen: brighter, bluer, in a dark frame; with a raster, and glass. */
export const displayed = {
  raster: 1,
  shine: 1,
  side: [BEZEL, BEZEL, BEZEL + 2],
  treat: ([r, g, b]) => [
    Math.min(255, 1.1 * r + 8),
    Math.min(255, 1.12 * g + 8),
    Math.min(255, 1.2 * b + 12),
  ],
};

/** Head and neck without the surroundings: an ellipse, and a column below it. Soft over two pixels of the photo. */
export function contour(box) {
  const [x, y] = [box.x + box.width / 2, box.y + 0.42 * box.height];
  const [rx, ry] = [0.68 * box.width, 0.78 * box.height];
  return (px, py) => {
    const head = (1 - Math.hypot((px - x) / rx, (py - y) / ry)) * rx;
    const neck = py > y ? 0.4 * box.width - Math.abs(px - x) : -1;
    return Math.max(0, Math.min(1, 0.5 + Math.max(head, neck) / 2));
  };
}

/** The mean colour of a square of a photo whose upper left corner is x, y. */
function mean({ width, height, data }, x, y, side) {
  const count = Math.max(1, Math.ceil(side));
  const sum = [0, 0, 0];
  for (let n = 0; n < count * count; n += 1) {
    const sx = x + (((n % count) + 0.5) / count) * side - 0.5;
    const sy = y + ((Math.floor(n / count) + 0.5) / count) * side - 0.5;
    const px = Math.max(0, Math.min(width - 1.001, sx));
    const py = Math.max(0, Math.min(height - 1.001, sy));
    const [x0, y0] = [px | 0, py | 0];
    const [fx, fy] = [px - x0, py - y0];
    const at = (y0 * width + x0) * 3;
    for (let c = 0; c < 3; c += 1) {
      const upper = data[at + c] * (1 - fx) + data[at + 3 + c] * fx;
      const lower = data[at + 3 * width + c] * (1 - fx) + data[at + 3 * width + 3 + c] * fx;
      sum[c] += (upper * (1 - fy) + lower * fy) / (count * count);
    }
  }
  return sum;
}
