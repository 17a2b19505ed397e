import { expect, test } from "vitest";
import { rotatePicture, turnsOfDisplayMatrix } from "../../../src/sensors/rotate-picture.ts";
import type { QuarterTurns } from "../../../src/sensors/rotate-picture.ts";

/** Pixels by letters: each is three equal bytes. */
function picture(width: number, rows: string): { width: number; height: number; data: Uint8Array } {
  const data = Uint8Array.from(
    Array.from(rows).flatMap((letter) => Array<number>(3).fill(letter.charCodeAt(0))),
  );
  return { width, height: rows.length / width, data };
}

test.each([
  [0, picture(3, "abcdef")],
  [1, picture(2, "daebfc")],
  [2, picture(3, "fedcba")],
  [3, picture(2, "cfbead")],
] as const)("%d quarter turns clockwise", (turns, expected) => {
  expect(rotatePicture(picture(3, "abcdef"), turns)).toEqual(expected);
});

/** A display matrix that turns clockwise by so many degrees. */
function matrix(degrees: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(36));
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  [cos, sin, 0, -sin, cos].forEach((value, i) => view.setInt32(i * 4, Math.round(value * 65_536), true));
  return new Uint8Array(view.buffer);
}

test.each<[number, QuarterTurns]>([
  [0, 0],
  [90, 1],
  [180, 2],
  [270, 3],
  [45, 0],
])("a display matrix of %d degrees asks for %d turns", (degrees, turns) => {
  expect(turnsOfDisplayMatrix(matrix(degrees))).toBe(turns);
});
