/** Corners of the inner lips, middle of the lower lip's lower edge, tip of the chin: their numbers among the 68 points. */
const [LEFT, RIGHT, BELOW_LIP, CHIN] = [60, 64, 57, 8];
/** Samples in each direction of a pixel. */
const SAMPLES = 3;
/** The inside of a mouth, by the colour of the lips' line. */
const INSIDE = 0.35;
/** The gap is a little higher than what the points of the lips find of it. */
const GAIN = 1.25;

/** Opens the mouth in a picture; see the declaration beside this file. */
export function openMouth({ width, height, data }, landmarks, opening) {
  const point = (i) => [landmarks[2 * i], landmarks[2 * i + 1]];
  const face = mouthOf(point);
  if (opening <= 0) return { width, height, data };
  const out = new Uint8Array(data);
  const inside = colourAt({ width, height, data }, ...face.middle).map((value) => value * INSIDE);
  const reach = face.chin + face.mouth * 0.8;
  const [cx, cy] = face.middle;
  const left = Math.max(0, Math.floor(cx - reach * 1.2));
  const right = Math.min(width - 1, Math.ceil(cx + reach * 1.2));
  const top = Math.max(0, Math.floor(cy - face.mouth));
  const bottom = Math.min(height - 1, Math.ceil(cy + reach * 1.3));
  for (let y = top; y <= bottom; y += 1) {
    for (let x = left; x <= right; x += 1) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const px = x - 0.5 + ((sample % SAMPLES) + 0.5) / SAMPLES;
        const py = y - 0.5 + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
        const from = sourceOf(face, opening * GAIN, px, py);
        const colour = from === null ? inside : colourAt({ width, height, data }, ...from);
        for (let c = 0; c < 3; c += 1) sum[c] += colour[c] / (SAMPLES * SAMPLES);
      }
      for (let c = 0; c < 3; c += 1) out[(y * width + x) * 3 + c] = Math.round(sum[c]);
    }
  }
  return { width, height, data: out };
}

/** Where the mouth is: its middle, the direction of its line, its width, and how far below it lip and chin end. */
function mouthOf(point) {
  const [left, right] = [point(LEFT), point(RIGHT)];
  const mouth = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const along = [(right[0] - left[0]) / mouth, (right[1] - left[1]) / mouth];
  const middle = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  const below = ([x, y]) => (y - middle[1]) * along[0] - (x - middle[0]) * along[1];
  return { mouth, along, middle, lip: below(point(BELOW_LIP)), chin: below(point(CHIN)) };
}

/** Where a point of the open mouth's picture comes from in that of the closed one; null inside the gap. */
function sourceOf({ mouth, along, middle, chin }, opening, x, y) {
  const [dx, dy] = [x - middle[0], y - middle[1]];
  const u = dx * along[0] + dy * along[1];
  const v = dy * along[0] - dx * along[1];
  if (v <= 0) return [x, y];
  const gap = opening * mouth * lens(u / (mouth / 2));
  if (v < gap) return null;
  // What is pushed down by `moved` at its source lies here: the source is found by going back and forth.
  let source = v - gap;
  for (let step = 0; step < 12; step += 1) {
    source = Math.max(0, v - moved(source, u, { mouth, chin, opening }));
  }
  const back = v - source;
  return [x + back * along[1], y - back * along[0]];
}

/** How far the jaw takes what lies `v` below the lips' line and `u` beside the middle down. */
function moved(v, u, { mouth, chin, opening }) {
  // The jaw is broader than the mouth: the further down, the less it moves the middle only.
  const spread = Math.min(1, v / chin);
  const shape = (1 - spread) * lens(u / (mouth / 2)) + spread * bell(u / mouth);
  // Under the chin the neck stays where it is.
  const fading = v <= chin ? 1 : Math.max(0, 1 - (v - chin) / (0.8 * mouth));
  return opening * mouth * shape * fading;
}

const lens = (at) => (Math.abs(at) >= 1 ? 0 : 1 - at * at);
const bell = (at) => Math.exp(-at * at);

/** Between the pixels, by the four around. */
function colourAt({ width, height, data }, x, y) {
  const px = Math.min(width - 1.001, Math.max(0, x));
  const py = Math.min(height - 1.001, Math.max(0, y));
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - x0, py - y0];
  const at = (y0 * width + x0) * 3;
  return [0, 1, 2].map((c) => {
    const upper = data[at + c] * (1 - fx) + data[at + 3 + c] * fx;
    const lower = data[at + 3 * width + c] * (1 - fx) + data[at + 3 * width + 3 + c] * fx;
    return upper * (1 - fy) + lower * fy;
  });
}

/** Loudness is taken over so much time. */
const WINDOW_MS = 20;
/** Jaw and lips are slower than the sound. */
const SLOWNESS_MS = 60;
const RATE = 16_000;

/** How far a mouth opens that says this; see the declaration beside this file. */
export function openingsOf(samples, most) {
  const size = (RATE / 1000) * WINDOW_MS;
  const loud = [];
  for (let at = 0; at < samples.length; at += size) {
    const part = samples.subarray(at, at + size);
    loud.push(Math.sqrt(part.reduce((sum, one) => sum + one * one, 0) / part.length));
  }
  const full = [...loud].sort((a, b) => a - b)[Math.floor(0.95 * (loud.length - 1))] || 1;
  const wide = loud.map((one) => Math.min(1, Math.max(0, one / full - 0.05) / 0.95) ** 0.6);
  const reach = SLOWNESS_MS / WINDOW_MS;
  const slow = wide.map((_, i) => {
    const near = wide.slice(Math.max(0, i - reach), i + reach + 1);
    return (most * near.reduce((sum, one) => sum + one, 0)) / near.length;
  });
  return (ms) => slow[Math.floor(ms / WINDOW_MS)] ?? 0;
}
