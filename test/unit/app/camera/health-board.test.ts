import { beforeEach, expect, test } from "vitest";
import { HealthBoard } from "../../../../src/app/camera/health-board.ts";

let said: [boolean, string][];
let board: HealthBoard;

beforeEach(() => {
  said = [];
  board = new HealthBoard(["camera", "faces"], (ok, why) => said.push([ok, why]));
});

test("a camera is well when all its parts are", () => {
  board.set("camera", true, "");
  expect(said).toEqual([]);
  board.set("faces", true, "");
  expect(said).toEqual([[true, ""]]);
});

test("one part that is ill is enough, and said at once", () => {
  board.set("faces", false, "no models");
  board.set("camera", true, "");
  expect(said).toEqual([[false, "no models"]]);
});

test("only changes are said", () => {
  for (let i = 0; i < 3; i += 1) {
    board.set("camera", true, "");
    board.set("faces", true, "");
  }
  board.set("camera", false, "stalled");
  board.set("camera", false, "refused");
  board.set("camera", true, "");
  expect(said).toEqual([
    [true, ""],
    [false, "stalled"],
    [false, "refused"],
    [true, ""],
  ]);
});
