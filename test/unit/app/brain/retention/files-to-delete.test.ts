import fc from "fast-check";
import { expect, test } from "vitest";
import {
  filesToDelete as doomed,
  type KeepLimits,
  type StoredFile,
} from "../../../../../src/app/brain/what-goes.ts";

const NOW = 1_000_000;
const limits = { keepMs: 1_000, keepStrangersMs: 2_000, keepFacesMs: 1_000, maxBytes: 100 };
const file = (path: string, bytes: number, age: number): StoredFile => ({ path, bytes, at: NOW - age });
function filesToDelete(
  files: readonly StoredFile[],
  kept: KeepLimits,
  nowAt: number,
  missingBytes = 0,
): StoredFile[] {
  const isOfStranger = (path: string): boolean => path.startsWith("stranger");
  return doomed(files, { limits: kept, nowAt, isOfStranger, missingBytes }).map((one) => one.file);
}
const paths = (files: readonly StoredFile[]): string[] => files.map(({ path }) => path).sort();

test("files that are too old go, however small; younger ones stay", () => {
  const files = [file("old", 1, 1_001), file("just", 1, 1_000), file("new", 1, 0)];
  expect(paths(filesToDelete(files, limits, NOW))).toEqual(["old"]);
});

test("the oldest go until the rest fits", () => {
  const files = [file("c", 40, 3), file("a", 40, 1), file("d", 40, 4), file("b", 40, 2)];
  expect(paths(filesToDelete(files, limits, NOW))).toEqual(["c", "d"]);
});

test("what just fits stays", () => {
  expect(filesToDelete([file("a", 60, 1), file("b", 40, 2)], limits, NOW)).toEqual([]);
});

test("files from the future of a clock that was set back count as new", () => {
  expect(filesToDelete([file("tomorrow", 1, -86_400_000)], limits, NOW)).toEqual([]);
});

test("what stays is young enough, fits, and nothing that goes is newer than what stays", () => {
  const files = fc.array(
    fc.record({ path: fc.uuid(), bytes: fc.nat(200), at: fc.integer({ min: NOW - 3_000, max: NOW }) }),
  );
  fc.assert(
    fc.property(files, (all) => {
      const gone = filesToDelete(all, limits, NOW);
      const kept = all.filter((one) => !gone.includes(one));
      expect(kept.every(({ at }) => NOW - at <= limits.keepMs)).toBe(true);
      expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(limits.maxBytes);
      const newestGone = Math.max(-Infinity, ...gone.map(({ at }) => at));
      expect(kept.every(({ at }) => at >= newestGone)).toBe(true);
    }),
  );
});

test("what people have protected stays, takes its room, and takes its mark along when it is gone", () => {
  const files = [
    file("a.mp4", 90, 5_000),
    file("a.mp4.keep", 0, 10),
    file("b.mp4", 20, 1),
    file("c.mp4.keep", 0, 5_000),
  ];
  expect(paths(filesToDelete(files, limits, NOW))).toEqual(["b.mp4", "c.mp4.keep"]);
});

test("clips of strangers stay longer, by age and for room", () => {
  const old = [file("stranger-old", 1, 2_001), file("stranger", 1, 2_000), file("known", 1, 1_001)];
  expect(paths(filesToDelete(old, limits, NOW))).toEqual(["known", "stranger-old"]);
  const big = [file("stranger", 60, 900), file("known", 60, 500)];
  expect(paths(filesToDelete(big, limits, NOW))).toEqual(["known"]);
});

test("where the disk is nearly full the same go first, and no more than have to; never what is protected", () => {
  const files = [
    file("c", 10, 30),
    file("a", 10, 10),
    file("stranger", 10, 50),
    file("kept.mp4", 10, 900),
    file("kept.mp4.keep", 0, 900),
  ];
  expect(paths(filesToDelete(files, limits, NOW, 5))).toEqual(["c"]);
  expect(paths(filesToDelete(files, limits, NOW, 15))).toEqual(["c", "stranger"]);
  expect(paths(filesToDelete(files, limits, NOW, 1_000))).toEqual(["a", "c", "stranger"]);
});

test("what goes by age makes room already", () => {
  const files = [file("old", 10, 1_001), file("new", 10, 1)];
  expect(doomed(files, { limits, nowAt: NOW, isOfStranger: () => false, missingBytes: 10 })).toEqual([
    { file: files[0], why: "age" },
  ]);
});

test("what is recorded all the time goes first, however fresh, where nothing moves before the rest", () => {
  const segment = (path: string, age: number, isMoving: boolean): StoredFile => ({
    ...file(path, 10, age),
    segment: { keepMs: isMoving ? 3_000 : 500, isMoving },
  });
  const files = [
    file("clip", 10, 900),
    segment("moving-old", 2_900, true),
    segment("moving", 10, true),
    segment("still-old", 400, false),
    segment("still", 0, false),
  ];
  const inOrder = [10, 20, 30, 40, 50].map((missing) => paths(filesToDelete(files, limits, NOW, missing)));
  expect(inOrder).toEqual([
    ["still-old"],
    ["still", "still-old"],
    ["moving-old", "still", "still-old"],
    ["moving", "moving-old", "still", "still-old"],
    ["clip", "moving", "moving-old", "still", "still-old"],
  ]);
  expect(paths(filesToDelete(files, { ...limits, maxBytes: 15 }, NOW))).toEqual(inOrder[3]);
  const over = [segment("moving-over", 3_001, true), segment("still-over", 501, false)];
  expect(paths(filesToDelete([...files, ...over], limits, NOW))).toEqual(["moving-over", "still-over"]);
});
