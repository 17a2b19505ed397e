import { beforeEach, expect, test } from "vitest";
import { Attention } from "../../../../src/perception/vision/attention.ts";
import type { VisionStep } from "../../../../src/perception/vision/vision.ts";

const STILL = { width: 96, height: 54, data: new Uint8Array(96 * 54 * 3).fill(90) };
const FRAME_MS = 200;

let attention: Attention;
let t: number;

beforeEach(() => {
  attention = new Attention();
  t = 0;
  look(60);
});

/** Shows the still picture in some frames, and tells how many were analysed and how many searched for people. */
function look(frames: number): { analysed: number; searched: number } {
  const interests = Array.from({ length: frames }, () => attention.of(STILL, (t += FRAME_MS)));
  return {
    analysed: interests.filter(({ analyse }) => analyse).length,
    searched: interests.filter(({ people }) => people).length,
  };
}

function step(
  tracks: readonly number[],
  said: readonly ["person-appeared" | "person-left", number][] = [],
): VisionStep {
  const seen = { camera: "door", at: 0, t, box: [0, 0, 1, 1] as [number, number, number, number], zones: [] };
  const facts = { person: null, group: null, similarity: null, margin: null, live: null, frames: 0 };
  return {
    observations: said.map(([kind, track]) =>
      kind === "person-left" ? { kind, ...seen, track, seconds: 1 } : { kind, ...seen, track, confidence: 1 },
    ),
    sighting: {
      ...{ camera: "door", at: 0, t, lagMs: 0, frozen: false, covered: false, leapt: false },
      tracks: tracks.map((track) => ({
        ...{ track, box: seen.box, zones: [], identity: "undecided" as const, ...facts },
        ...{ faceWidthPx: 0, lastLookT: null, steadySinceT: null, yaw: null, mouthOpening: null },
      })),
    },
    shown: [],
  };
}

test("a still picture without anybody is analysed, and searched, once in two seconds", () => {
  expect(look(50)).toEqual({ analysed: 5, searched: 5 });
});

test("while somebody new is followed every frame is analysed and searched", () => {
  attention.note(step([1]));
  expect(look(10)).toEqual({ analysed: 10, searched: 10 });
});

test("while all who are there are known to be, every frame is analysed, but not every one searched", () => {
  attention.note(step([1], [["person-appeared", 1]]));
  expect(look(10)).toEqual({ analysed: 10, searched: 5 });
  attention.note(step([1, 2]));
  expect(look(10)).toEqual({ analysed: 10, searched: 10 });
});

test("when the last one has left it is quiet again", () => {
  attention.note(step([1], [["person-appeared", 1]]));
  look(20);
  attention.note(step([], [["person-left", 1]]));
  expect(look(50).analysed).toBeLessThan(7);
});
