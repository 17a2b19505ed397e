import { expect, it } from "vitest";
import { clipsOfLoneMarks, clipsToMove } from "../../../../src/app/archive/what-moves.ts";
import type { StoredFile } from "../../../../src/app/brain/what-goes.ts";

const MINUTE_MS = 60_000;
const NOW = 1_000 * MINUTE_MS;
const clip = (minute: number, bytes = 10): StoredFile => {
  const name = `porch-20261123T18${String(minute).padStart(2, "0")}05.123Z.mp4`;
  return { path: `/state/clips/${name}`, bytes, at: NOW - minute * MINUTE_MS };
};
const moved = (files: readonly StoredFile[], missingBytes = 0): readonly StoredFile[] =>
  clipsToMove(files, { nowAt: NOW, afterMs: 30 * MINUTE_MS, missingBytes });

it("moves what is old enough, the oldest first", () => {
  const [young, old, older] = [clip(30), clip(31), clip(40)];
  expect(moved([young, old, older])).toEqual([older, old]);
});

it("moves as many more as it takes to make room, but none that has just been closed", () => {
  const [justClosed, young, older] = [clip(1), clip(10), clip(20)];
  expect(moved([justClosed, young, older], 5)).toEqual([older]);
  expect(moved([justClosed, young, older], 15)).toEqual([older, young]);
  expect(moved([justClosed, young, older], 500)).toEqual([older, young]);
});

it("moves clips alone", () => {
  const others = [".mp4.keep", ".jpg", ".mp4.part"].map((end) => ({
    ...clip(50),
    path: `/state/clips/a${end}`,
  }));
  expect(moved([...others, { ...clip(50), path: "/state/clips/holiday.mp4" }])).toEqual([]);
});

it("knows the marks whose clip has moved already", () => {
  const [here, gone] = [clip(1), clip(2)];
  const mark = (of: StoredFile): StoredFile => ({ ...of, path: `${of.path}.keep`, bytes: 0 });
  expect(clipsOfLoneMarks([here, mark(here), mark(gone)])).toEqual([gone.path]);
});
