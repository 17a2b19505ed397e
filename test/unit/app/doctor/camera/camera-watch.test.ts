import { expect, test } from "vitest";
import { CameraWatch } from "../../../../../src/app/doctor/camera/camera-watch.ts";
import { aLook } from "../../../../fakes/face-looks.ts";

const context = { lagMs: 20, frozen: false, covered: false, leapt: false, fullWidth: 1920 };

function picture(t: number, width = 640, height = 480) {
  return { t, width, height, data: new Uint8Array(width * height * 3).fill(90) };
}

/** 68 points of which only the eyes matter: the left one at (0, 0), the right one at (dx, dy). */
function eyes(dx: number, dy: number): Float32Array {
  const points = new Float32Array(136);
  for (const index of [43, 44, 46, 47]) {
    points[2 * index] = dx;
    points[2 * index + 1] = dy;
  }
  return points;
}

test("rate, size and lateness of what came", () => {
  const watch = new CameraWatch();
  for (let i = 0; i <= 10; i += 1) watch.add(picture(1000 + i * 200), [], context);
  expect(watch.summary()).toMatchObject({
    ...{ seconds: 2, pictures: 11, fps: 5, width: 640, height: 480, fullWidth: 1920, lagMs: 20 },
    ...{ frozen: false, withFace: 0, faces: [] },
  });
});

test("two people are two faces, each with its own looks and flaws; one who passes is none", () => {
  const watch = new CameraWatch();
  const left = { x: 40, y: 150, width: 80, height: 100 };
  const right = { x: 440, y: 150, width: 30, height: 40 };
  for (let i = 0; i < 10; i += 1) {
    const far = aLook({ box: right, flaws: ["too-small"], live: null });
    const passing = aLook({ box: { x: 250, y: 20, width: 60, height: 60 } });
    const looks = [aLook({ box: left }), ...(i % 2 === 0 ? [far] : []), ...(i === 5 ? [passing] : [])];
    watch.add(picture(i * 200), looks, context);
  }
  const { faces, withFace } = watch.summary();
  expect(withFace).toBe(10);
  expect(faces).toHaveLength(2);
  expect(faces[0]).toMatchObject({ looks: 10, good: 10, flaws: {}, widthPx: 80, live: 0.98 });
  expect(faces[1]).toMatchObject({ looks: 5, good: 0, flaws: { "too-small": 5 }, widthPx: 30, live: null });
});

test("what is needed depends on the picture: the detector sees a large one as small", () => {
  for (const [width, needed] of [
    [640, 44],
    [1280, 88],
    [320, 44],
  ] as const) {
    const watch = new CameraWatch();
    const size = [width, (width * 3) / 4] as const;
    for (let i = 0; i < 3; i += 1) watch.add(picture(i * 200, ...size), [aLook()], context);
    expect(watch.summary().faces[0]?.neededPx).toBeCloseTo(needed);
  }
});

test("the tilt is that of the line between the eyes, clockwise", () => {
  const watch = new CameraWatch();
  for (let i = 0; i < 3; i += 1) watch.add(picture(i * 200), [aLook({ landmarks: eyes(30, 30) })], context);
  expect(watch.summary().faces[0]?.tilt).toBeCloseTo(45);
});
