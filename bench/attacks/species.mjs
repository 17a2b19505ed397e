// The sorts of attack: what is held, and how it is moved. Angles in degrees, distances in m, times in s.
import { seededRandom } from "../../dist/app/evaluate/sway.js";
import { contour, displayed, printed } from "./sheets.mjs";

/** Height of the face on paper and on a phone, m. */
const FACE = { paper: 0.2, phone: 0.055 };

/**
 * Each sort: the sheet, how far it sways to and fro (yaw, pitch, roll; sideways and up in face heights), and how many face
 * heights of the photo are on it. Nobody holds anything quite still: a hand's tremor comes on top of all.
 */
export const SPECIES = {
  "print-still": { ...paper(), sway: {} },
  "print-tilted": { ...paper(), sway: { yaw: 28, pitch: 14, roll: 4 } },
  "print-moved": { ...paper(), sway: { roll: 3, right: 0.8, up: 0.15 } },
  "print-bent": { ...paper(), sway: { yaw: 28, pitch: 5 }, bend: true },
  "cut-out-moved": { ...paper(), sway: { yaw: 12, right: 0.5, roll: 5 }, border: 0, cut: true },
  "cut-out-tilted": { ...paper(), sway: { yaw: 28, pitch: 14, roll: 4 }, border: 0, cut: true },
  "phone-photo": { ...phone(), sway: { yaw: 8, pitch: 6, roll: 3, right: 0.1 } },
  "phone-video": { ...phone(), sway: { yaw: 8, pitch: 6, roll: 3, right: 0.1 }, plays: true },
};

function paper() {
  return { look: printed, face: FACE.paper, reach: [1.9, 3.2], border: 0.05 };
}
function phone() {
  return { look: displayed, face: FACE.phone, reach: [1.8, 2.6], border: 0.06 };
}

/** Everything about one attack that chance decides; the same for the same seed. */
export function plan(species, seed) {
  const random = seededRandom(seed);
  const between = (least, most) => least + random() * (most - least);
  const sort = SPECIES[species];
  const sway = sort.sway;
  const wave = (amplitude = 0) => {
    const [period, phase] = [between(1.6, 3), random()];
    return (t) => amplitude * Math.sin(2 * Math.PI * (t / period + phase));
  };
  const tremor = (amplitude) => {
    const waves = [between(1.5, 3), between(4, 6), between(7, 10)].map((hertz) => [hertz, random()]);
    return (t) =>
      waves.reduce((sum, [hertz, phase]) => sum + Math.sin(2 * Math.PI * (hertz * t + phase)) / hertz, 0) *
      amplitude;
  };
  const moves = Object.fromEntries(
    ["yaw", "pitch", "roll"].map((axis) => [axis, sum(wave(sway[axis]), tremor(1.2), between(-4, 4))]),
  );
  const shifts = Object.fromEntries(
    ["right", "up", "nearer"].map((axis) => [
      axis,
      sum(wave(sway[axis]), tremor(0.03), between(-0.15, 0.15)),
    ]),
  );
  return {
    sort,
    /** Height of the face in the camera's picture, px. */
    facePx: between(80, 150),
    reach: sort.cut ? 2.2 : between(...sort.reach),
    /** Radius of the bend by the face's height: that of a head, more or less. */
    bend: sort.bend ? between(0.45, 0.8) : Infinity,
    glare: { u: between(0.1, 0.9), v: between(0.1, 0.9), strength: between(0.1, 0.5) },
    /** The screen's raster as the camera sees it: its period by the camera's pixel, and how dark it is between the lines. */
    raster: { period: between(1.05, 1.35), depth: between(0, 0.05) },
    pose: (t) => ({ ...each(moves, t, Math.PI / 180), ...each(shifts, t, 1) }),
    random,
  };
}

/** What cuts the sheet to the face's contour, if it is cut. */
export const opacityOf = ({ cut }, box) => (cut ? { opacity: contour(box) } : {});

/**
 * How a camera that is knocked shifts its picture, px: it swings and comes to rest a little beside where it was. Once, after
 * a second.
 */
export function knock(seed) {
  const random = seededRandom(seed);
  const [right, down] = [12 + 14 * random(), 6 * random()];
  return (t) => {
    const since = t - 1;
    if (since < 0) return { right: 0, down: 0 };
    const swing = 1 + 0.8 * Math.exp(-since / 0.4) * Math.cos(2 * Math.PI * 3 * since);
    return { right: Math.round(right * swing), down: Math.round(down * swing) };
  };
}

const sum = (one, other, offset) => (t) => one(t) + other(t) + offset;
const each = (waves, t, factor) =>
  Object.fromEntries(Object.entries(waves).map(([axis, wave]) => [axis, wave(t) * factor]));
