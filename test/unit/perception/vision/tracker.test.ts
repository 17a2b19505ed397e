import { expect, test } from "vitest";
import type { PixelBox } from "../../../../src/perception/vision/pixel-box.ts";
import { emptyTracker, track, type TrackerStep } from "../../../../src/perception/vision/tracker.ts";

const box = (x: number, y = 100, size = 80): PixelBox => ({ x, y, width: size, height: size });

/** Runs frames 200 ms apart; each is a list of boxes. */
function run(frames: readonly (readonly PixelBox[])[], stepMs = 200): TrackerStep[] {
  let state = emptyTracker;
  return frames.map((boxes, i) => {
    const found = boxes.map((one) => ({ box: one }));
    const step = track(state, found, { t: 1000 + i * stepMs });
    state = step.state;
    return step;
  });
}

test("a face that moves keeps its track", () => {
  const steps = run([[box(0)], [box(30)], [box(65)], [box(105)]]);
  expect(steps.map(({ assigned }) => assigned)).toEqual([[1], [1], [1], [1]]);
  expect(steps[3]?.state.tracks[0]?.detections).toBe(4);
});

test("two faces far apart keep their own tracks, in whatever order they are found", () => {
  const steps = run([
    [box(0), box(400)],
    [box(410), box(5)],
  ]);
  expect(steps.map(({ assigned }) => assigned)).toEqual([
    [1, 2],
    [2, 1],
  ]);
  expect([...(steps[1]?.ambiguous ?? [])]).toEqual([]);
});

test("faces that come so close that they could change places are ambiguous", () => {
  const steps = run([
    [box(0), box(60)],
    [box(20), box(45)],
  ]);
  expect([...(steps[1]?.ambiguous ?? [])].sort()).toEqual([1, 2]);
});

test("one face where two were is ambiguous for both", () => {
  const steps = run([[box(0), box(60)], [box(30)]]);
  expect([...(steps[1]?.ambiguous ?? [])].sort()).toEqual([1, 2]);
});

test("a face of quite another size is another face", () => {
  const steps = run([[box(100, 100, 60)], [box(60, 60, 200)]]);
  expect(steps[1]?.assigned).toEqual([2]);
});

test("a face that moves fast is found where it is expected, but its identity does not rest on a guess", () => {
  const steps = run([[box(0)], [box(40)], [box(80)], [], [], [box(230)]]);
  expect(steps.map(({ assigned }) => assigned)).toEqual([[1], [1], [1], [], [], [1]]);
  expect([...(steps[5]?.ambiguous ?? [])]).toEqual([1]);
});

test("frames may come at irregular times", () => {
  let state = emptyTracker;
  const seen = [0, 70, 400, 500, 900].map((t) => {
    const step = track(state, [{ box: box(t / 5) }], { t });
    state = step.state;
    return step.assigned[0];
  });
  expect(seen).toEqual([1, 1, 1, 1, 1]);
  expect(state.tracks[0]?.motion.x.rate).toBeCloseTo(200, -2);
});

test("sure detections are associated first, and unsure ones with the tracks that are left", () => {
  const first = track(emptyTracker, [{ box: box(0) }], { t: 0 });
  const found = [
    { box: box(2), score: 0.5 },
    { box: box(10), score: 0.9 },
  ];
  const step = track(first.state, found, { t: 100, sureFrom: 0.8 });
  expect(step.assigned).toEqual([2, 1]);
  expect([...step.ambiguous]).toEqual([1]);
  expect(track(first.state, found.slice(0, 1), { t: 100, sureFrom: 0.8 }).assigned).toEqual([1]);
});

test("a track ends after two seconds without it, and says where it was", () => {
  const steps = run([[box(0)], [], []], 1001);
  expect(steps[1]?.ended).toEqual([]);
  expect(steps[2]?.ended).toMatchObject([{ id: 1, box: box(0), lastT: 1000 }]);
  expect(steps[2]?.state.tracks).toEqual([]);
});

test("numbers of tracks are never used again", () => {
  const steps = run([[box(0)], [], [], [box(0)]], 1500);
  expect(steps[3]?.assigned).toEqual([2]);
});

test("there are never more than 64 tracks", () => {
  const crowd = Array.from({ length: 80 }, (_, i) => box(i * 200));
  const [step] = run([crowd]);
  expect(step?.state.tracks).toHaveLength(64);
  expect(step?.assigned.filter((id) => id === null)).toHaveLength(16);
});
