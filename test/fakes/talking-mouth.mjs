/** Corners of the inner lips and tip of the chin: their numbers among the 68 points. */
const [LEFT, RIGHT, CHIN] = [60, 64, 8];
/** Samples of a pixel, where its edges are smoothed. */
const SAMPLES = [
  [-0.25, -0.25],
  [0.25, -0.25],
  [-0.25, 0.25],
  [0.25, 0.25],
];
/** The inside of a mouth, by the colour of the lips' line. */
const INSIDE = 0.35;
/** The gap is a little higher than what the points of the lips find of it. */
const GAIN = 1.25;

/** Opens the mouth in a picture; see the declaration beside this file. */
export function openMouth({ width, height, data }, landmarks, opening) {
  if (opening <= 0) return { width, height, data };
  const out = new Uint8Array(data);
  const jaw = jawOf(landmarks, opening * GAIN);
  const { middle, mouth, chin } = jaw;
  const inside = [0, 1, 2].map((c) => INSIDE * valueAt({ width, height, data }, c, ...middle));
  const below = chin + 2 * mouth;
  const rows = [Math.max(0, Math.floor(middle[1] - mouth)), Math.min(height - 1, middle[1] + below)];
  const columns = [
    Math.max(0, Math.floor(middle[0] - 2 * mouth)),
    Math.min(width - 1, middle[0] + 2 * mouth),
  ];
  for (let y = rows[0]; y <= rows[1]; y += 1) {
    for (let x = columns[0]; x <= columns[1]; x += 1) {
      const sources = SAMPLES.map(([dx, dy]) => sourceOf(jaw, x + dx, y + dy));
      for (let c = 0; c < 3; c += 1) {
        const sum = sources.reduce(
          (all, from) => all + (from === null ? inside[c] : valueAt({ width, height, data }, c, ...from)),
          0,
        );
        out[(y * width + x) * 3 + c] = Math.round(sum / SAMPLES.length);
      }
    }
  }
  return { width, height, data: out };
}

/** Where the mouth is: the middle of the lips' line, its direction, its width, and how far below it the chin ends. */
function jawOf(landmarks, opening) {
  const point = (i) => [landmarks[2 * i], landmarks[2 * i + 1]];
  const [left, right, chin] = [point(LEFT), point(RIGHT), point(CHIN)];
  const mouth = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const along = [(right[0] - left[0]) / mouth, (right[1] - left[1]) / mouth];
  const middle = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  const down = (chin[1] - middle[1]) * along[0] - (chin[0] - middle[0]) * along[1];
  return { middle, along, mouth, chin: down, opening };
}

/** Where a point of the picture with the open mouth comes from in that with the closed one; null inside the gap. */
function sourceOf(jaw, x, y) {
  const { middle, along, mouth, opening } = jaw;
  const [dx, dy] = [x - middle[0], y - middle[1]];
  const u = dx * along[0] + dy * along[1];
  const v = dy * along[0] - dx * along[1];
  if (v <= 0) return [x, y];
  const gap = opening * mouth * lens(u / (mouth / 2));
  if (v < gap) return null;
  // It lies where the jaw has taken its source; whence that was is found step by step.
  let source = v - gap;
  for (let step = 0; step < 8; step += 1) source = Math.max(0, v - moved(jaw, u, source));
  const back = v - source;
  return [x + back * along[1], y - back * along[0]];
}

/** How far down the jaw takes what lies `v` below the lips' line and `u` beside its middle. */
function moved({ mouth, chin, opening }, u, v) {
  // The jaw is broader than the mouth: the lower, the less it is only the middle that moves.
  const low = Math.min(1, v / chin);
  const shape = (1 - low) * lens(u / (mouth / 2)) + low * Math.exp(-((u / mouth) ** 2));
  // Under the chin the neck stays where it is.
  const fading = v <= chin ? 1 : Math.max(0, 1 - (v - chin) / (0.8 * mouth));
  return opening * mouth * shape * fading;
}

const lens = (at) => (Math.abs(at) >= 1 ? 0 : 1 - at * at);

/** One channel between the pixels, by the four around. */
function valueAt({ width, height, data }, channel, x, y) {
  const px = Math.min(width - 1.001, Math.max(0, x));
  const py = Math.min(height - 1.001, Math.max(0, y));
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - x0, py - y0];
  const at = (y0 * width + x0) * 3 + channel;
  const row = 3 * width;
  const upper = data[at] * (1 - fx) + data[at + 3] * fx;
  const lower = data[at + row] * (1 - fx) + data[at + row + 3] * fx;
  return upper * (1 - fy) + lower * fy;
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
