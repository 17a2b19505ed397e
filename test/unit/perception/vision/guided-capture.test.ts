import { expect, test } from "vitest";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import {
  captureBegun,
  isVetoed,
  step,
  type Advice,
  type Capture,
} from "../../../../src/perception/vision/guided-capture.ts";
import { aLook } from "../../../fakes/face-looks.ts";

const box = (x: number, width: number) => ({ x, y: 100, width, height: width * 1.2 });
const turned = (yaw: number): FaceLook[] => [aLook({ yaw })];

/** What is advised at each frame, five a second, and the capture after the last. */
function play(
  frames: readonly (readonly FaceLook[])[],
  from: Capture = captureBegun,
): { said: string[]; state: Capture } {
  let state = from;
  const said = frames.map((looks, i) => {
    const next = step(state, looks, { t: i * 200, width: 640, height: 480 });
    state = next.state;
    return text(next.advice);
  });
  return { said: said.filter((line, i) => line !== said[i - 1]), state };
}

function text(advice: Advice): string {
  switch (advice.kind) {
    case "come-closer":
      return `come-closer ${advice.widthPx}/${advice.neededPx}`;
    case "turn":
      return `turn ${advice.pose} ${advice.how}`;
    case "keep":
      return `keep ${advice.pose}`;
    case "got":
      return `got ${advice.pose}`;
    default:
      return advice.kind;
  }
}

const many = (looks: FaceLook[], count = 8): FaceLook[][] => Array.from({ length: count }, () => looks);

test("a whole capture: straight, a little to the left, a little to the right", () => {
  const { said, state } = play([
    [],
    ...many(turned(0.05)),
    ...many(turned(0.1), 3),
    ...many(turned(0.5)),
    ...many(turned(0.5), 2),
    ...many(turned(-0.95), 2),
    ...many(turned(-0.4)),
    [],
  ]);
  expect(said).toEqual([
    ...["nobody", "keep front", "got front", "turn left more", "keep left", "got left"],
    ...["turn right more", "turn right less", "keep right", "done"],
  ]);
  expect(state.taken.map((looks) => looks.length)).toEqual([8, 8, 8]);
});

test.each<[string, FaceLook[], string]>([
  [
    "too far away",
    [aLook({ box: box(100, 31.4), flaws: ["too-small"], embedding: null })],
    "come-closer 31/44",
  ],
  ["cut by the edge", [aLook({ flaws: ["cut-by-edge"], embedding: null })], "into-the-picture"],
  ["blurred", [aLook({ flaws: ["blurred"], embedding: null })], "hold-still"],
  ["turned away", [aLook({ yaw: 1.1, flaws: ["turned-away"], embedding: null })], "turn front less"],
  ["two people", [aLook(), aLook({ box: box(20, 60) })], "one-person-only"],
  ["something that is no face", [aLook({ flaws: ["implausible"], embedding: null })], "no-clear-face"],
])("%s takes nothing, and says what to do", (_, looks, advice) => {
  const { said, state } = play([looks]);
  expect(said).toEqual([advice]);
  expect(state.taken.flat()).toEqual([]);
});

test("in a larger picture, which the detector sees smaller, the face has to be wider", () => {
  const looks = [aLook({ box: box(100, 60), flaws: ["too-small"], embedding: null })];
  expect(step(captureBegun, looks, { t: 0, width: 1280, height: 720 }).advice).toEqual({
    kind: "come-closer",
    widthPx: 60,
    neededPx: 88,
  });
});

test("somebody small in the background does not disturb", () => {
  expect(play([[aLook(), aLook({ box: box(20, 30) })]]).said).toEqual(["keep front"]);
});

test("turning is measured from how the person looks straight", () => {
  const { state } = play(many(turned(-0.2)));
  expect(play(many(turned(0.1)), state).said).toEqual(["keep left", "got left"]);
});

test("who does not do it within half a minute is told so, and it stays so", () => {
  const { said, state } = play([...many([], 152), ...many(turned(0), 20)]);
  expect(said).toEqual(["nobody", "too-late"]);
  expect(state.over).toBe("too-late");
});

test("a capture is vetoed by the middle of its liveness, and by none at all", () => {
  const after = (live: number | null): Capture => play(many([aLook({ live })])).state;
  expect(isVetoed(after(0.98), 0.5)).toBe(false);
  expect(isVetoed(after(0.1), 0.5)).toBe(true);
  expect(isVetoed(after(null), 0.5)).toBe(true);
});
