/** A picture that shows nothing for longer than this is covered; the switch between day and night takes less. */
const COVERED_AFTER_MS = 3_000;
/** It showed something at most so long before. Dusk takes its time: a picture that fades is no covered one. */
const SUDDEN_MS = 10_000;
/** A picture is divided into so many cells; what they are on average is free of noise. */
const COLUMNS = 32;
const ROWS = 18;
/** Pixels that are looked at in a cell, about. */
const SAMPLES = 200;
/** A cell that differs by more than this from what its neighbours are on average shows something, of 255. */
const CELL_SHOWS = 2;
/** Share of such cells: of a scene in daylight 0.3 to 0.75, of a covered lens below 0.01. */
const SHOWS_SOMETHING = 0.08;
const SHOWS_NOTHING = 0.02;
const SHOWS_AGAIN = 0.05;

/** A picture as it comes from the decoder: RGB, 8 bits a channel, without padding. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Notices that a camera which showed something suddenly shows nothing: its lens is covered, or the light is out. */
export class CoveredPicture {
  #lastSomethingT = -Infinity;
  #nothingSinceT: number | null = null;
  #isSudden = false;

  /**
   * @param t capture time, ms
   * @returns whether nothing has been shown for over three seconds, where there was something before
   */
  observe(picture: Picture, t: number): boolean {
    const share = shareThatShows(picture);
    if (share >= SHOWS_SOMETHING) this.#lastSomethingT = t;
    if (share >= (this.#isSudden ? SHOWS_AGAIN : SHOWS_NOTHING)) {
      this.#nothingSinceT = null;
      this.#isSudden = false;
    } else if (this.#nothingSinceT === null) {
      this.#nothingSinceT = t;
      this.#isSudden = t - this.#lastSomethingT <= SUDDEN_MS;
    }
    return this.#isSudden && this.#nothingSinceT !== null && t - this.#nothingSinceT > COVERED_AFTER_MS;
  }
}

/**
 * Share of the cells that stand out from their surroundings: edges and things do, the smooth light and the noise behind a
 * hand or a piece of tape do not, and how bright the picture is does not matter.
 */
export function shareThatShows(picture: Picture): number {
  const cells = cellsOf(picture);
  let showing = 0;
  for (let row = 1; row < ROWS - 1; row += 1) {
    for (let column = 1; column < COLUMNS - 1; column += 1) {
      const at = row * COLUMNS + column;
      const around =
        cell(cells, at - 1) + cell(cells, at + 1) + cell(cells, at - COLUMNS) + cell(cells, at + COLUMNS);
      if (Math.abs(cell(cells, at) - around / 4) > CELL_SHOWS) showing += 1;
    }
  }
  return showing / ((ROWS - 2) * (COLUMNS - 2));
}

/** How bright each cell is, by its green. */
function cellsOf(picture: Picture): Float64Array {
  const { width, height } = picture;
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / (ROWS * COLUMNS) / SAMPLES)));
  const edge = (index: number, of: number, size: number): number => Math.floor((index * size) / of);
  return Float64Array.from({ length: ROWS * COLUMNS }, (_, at) => {
    const [row, column] = [Math.floor(at / COLUMNS), at % COLUMNS];
    const [left, right] = [edge(column, COLUMNS, width), edge(column + 1, COLUMNS, width)];
    const [top, bottom] = [edge(row, ROWS, height), edge(row + 1, ROWS, height)];
    return brightness(picture, { left, right, top, bottom, step });
  });
}

interface Part {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly step: number;
}

function brightness({ width, data }: Picture, { left, right, top, bottom, step }: Part): number {
  let [sum, count] = [0, 0];
  for (let y = top; y < bottom; y += step) {
    for (let x = left; x < right; x += step) {
      sum += data[(y * width + x) * 3 + 1] ?? 0;
      count += 1;
    }
  }
  return sum / Math.max(1, count);
}

function cell(cells: Float64Array, at: number): number {
  return cells[at] ?? 0;
}
