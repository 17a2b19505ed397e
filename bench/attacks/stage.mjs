// Draws a sheet that somebody holds before a camera: flat, or bent about its upright axis, in perspective, before a room.

/** The camera's picture, and its focal length in pixels (a horizontal view of 56°, as webcams have). */
export const VIEW = { width: 640, height: 480, focal: 600 };

/**
 * One picture.
 *
 * @param room the background, VIEW in size
 * @param sheet { texture, width, height, radius }: a picture of red, green, blue and opacity, its size in m, and the radius
 *   of the cylinder on which it lies (Infinity: flat)
 * @param pose { x, y, z, yaw, pitch, roll }: m from the camera to the sheet's middle, radians
 * @param light (u, v, facing) => { gain, glare }: how bright the sheet is there (u and v are 0–1), 1 and 0 being as it is
 */
export function draw(room, sheet, pose, light) {
  const data = Uint8Array.from(room.data);
  const { texture, width, height, radius } = sheet;
  const [[a, b, c], [d, e, f], [g, h, k]] = rotation(pose);
  const { x, y, z } = pose;
  const eye = { x: -(a * x + b * y + c * z), y: -(d * x + e * y + f * z), z: -(g * x + h * y + k * z) };
  const met = { along: 0, y: 0, facing: 0 };
  const ray = { x: 0, y: 0, z: 0 };
  const rgba = new Float32Array(4);
  const reach =
    (VIEW.focal * Math.hypot(width, height)) / (2 * Math.max(0.1, z - Math.hypot(width, height) / 2));
  const middle = { i: VIEW.width / 2 + (VIEW.focal * x) / z, j: VIEW.height / 2 + (VIEW.focal * y) / z };
  const rows = span(middle.j, reach, VIEW.height);
  const columns = span(middle.i, reach, VIEW.width);
  for (let j = rows.from; j < rows.to; j += 1) {
    for (let i = columns.from; i < columns.to; i += 1) {
      const [p, q] = [i - VIEW.width / 2 + 0.5, j - VIEW.height / 2 + 0.5];
      ray.x = a * p + b * q + c * VIEW.focal;
      ray.y = d * p + e * q + f * VIEW.focal;
      ray.z = g * p + h * q + k * VIEW.focal;
      if (!meet(eye, ray, radius, met)) continue;
      const u = met.along / width + 0.5;
      const v = met.y / height + 0.5;
      if (u < 0 || u > 1 || v < 0 || v > 1) continue;
      sample(texture, u * texture.width - 0.5, v * texture.height - 0.5, rgba);
      const { gain, glare } = light(u, v, met.facing);
      const at = (j * VIEW.width + i) * 3;
      for (let n = 0; n < 3; n += 1) {
        const seen = Math.min(255, rgba[n] * gain + 255 * glare);
        data[at + n] += (seen - data[at + n]) * rgba[3];
      }
    }
  }
  return { width: VIEW.width, height: VIEW.height, data };
}

/** The pixels that a sheet around a middle can reach. */
function span(middle, reach, length) {
  return { from: Math.max(0, Math.floor(middle - reach)), to: Math.min(length, Math.ceil(middle + reach)) };
}

/** The picture of a camera that points elsewhere by so many pixels; at its edge the edge goes on. */
export function shifted({ width, height, data }, { right, down }) {
  const moved = new Uint8Array(data.length);
  for (let j = 0; j < height; j += 1) {
    const y = Math.max(0, Math.min(height - 1, j - down));
    for (let i = 0; i < width; i += 1) {
      const from = (y * width + Math.max(0, Math.min(width - 1, i - right))) * 3;
      moved.set(data.subarray(from, from + 3), (j * width + i) * 3);
    }
  }
  return { width, height, data: moved };
}

/** What a sensor adds: the same for the same numbers. */
export function withNoise(picture, random, deviation) {
  if (deviation === 0) return picture;
  const data = Uint8ClampedArray.from(picture.data);
  for (let i = 0; i < data.length; i += 3) {
    // The sum of four uniform numbers is near enough to a normal one.
    const grain = (random() + random() + random() + random() - 2) * deviation * Math.sqrt(3);
    for (let c = 0; c < 3; c += 1) data[i + c] += grain;
  }
  return { ...picture, data: new Uint8Array(data.buffer) };
}

/** Where a ray from the eye first meets the sheet, in the sheet's own axes; the cylinder bulges towards the camera. */
function meet(eye, ray, radius, met) {
  const length = Math.hypot(ray.x, ray.y, ray.z);
  if (radius === Infinity) {
    const s = -eye.z / ray.z;
    met.along = eye.x + s * ray.x;
    met.y = eye.y + s * ray.y;
    met.facing = Math.abs(ray.z) / length;
    return s > 0;
  }
  const a = ray.x * ray.x + ray.z * ray.z;
  const b = eye.x * ray.x + (eye.z - radius) * ray.z;
  const under = b * b - a * (eye.x * eye.x + (eye.z - radius) ** 2 - radius * radius);
  if (under < 0) return false;
  const s = (-b - Math.sqrt(under)) / a;
  const angle = Math.atan2(eye.x + s * ray.x, radius - (eye.z + s * ray.z));
  met.along = radius * angle;
  met.y = eye.y + s * ray.y;
  met.facing = Math.abs(ray.x * Math.sin(angle) - ray.z * Math.cos(angle)) / length;
  return s > 0 && Math.abs(angle) <= Math.PI / 2;
}

/** The sheet's axes in those of the camera, a row each: roll, then pitch, then yaw. */
function rotation({ yaw, pitch, roll }) {
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  return [
    [cy * cr + sy * sp * sr, cp * sr, -sy * cr + cy * sp * sr],
    [-cy * sr + sy * sp * cr, cp * cr, sy * sr + cy * sp * cr],
    [sy * cp, -sp, cy * cp],
  ];
}

function sample({ width, height, data }, x, y, rgba) {
  const px = Math.max(0, Math.min(width - 1.001, x));
  const py = Math.max(0, Math.min(height - 1.001, y));
  const [x0, y0] = [px | 0, py | 0];
  const [fx, fy] = [px - x0, py - y0];
  const at = (y0 * width + x0) * 4;
  for (let c = 0; c < 4; c += 1) {
    const upper = data[at + c] * (1 - fx) + data[at + 4 + c] * fx;
    const lower = data[at + width * 4 + c] * (1 - fx) + data[at + width * 4 + 4 + c] * fx;
    rgba[c] = upper * (1 - fy) + lower * fy;
  }
}
