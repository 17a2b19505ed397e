import type { FaceLook } from "./face-look.ts";
import { leastWidthPx } from "./quality.ts";

/** How the head is held: as the person in front of the camera sees it. */
export type Pose = "front" | "left" | "right";

export const POSES: readonly Pose[] = ["front", "left", "right"];

/** What the person can do now; `got` names a pose that has just been taken. */
export type Advice =
  | { readonly kind: "nobody" | "one-person-only" | "into-the-picture" | "hold-still" | "no-clear-face" }
  | { readonly kind: "come-closer"; readonly widthPx: number; readonly neededPx: number }
  | { readonly kind: "turn"; readonly pose: Pose; readonly how: "more" | "less" }
  | { readonly kind: "keep"; readonly pose: Pose; readonly good: number; readonly needed: number }
  | { readonly kind: "got"; readonly pose: Pose }
  | { readonly kind: "done" }
  | { readonly kind: "too-late"; readonly pose: Pose };

/** The capture so far; a plain value. */
export interface Capture {
  readonly pose: number;
  /** When this pose was asked for; null before the first frame. */
  readonly sinceT: number | null;
  /** Good looks of each pose, in the order of `POSES`. */
  readonly taken: readonly (readonly FaceLook[])[];
  /** The head's turn when the person looks straight: the middle of the front looks. */
  readonly straight: number | null;
  readonly over: "done" | "too-late" | null;
}

export const captureBegun: Capture = {
  ...{ pose: 0, sinceT: null, straight: null, over: null },
  taken: POSES.map(() => []),
};

/** Good looks that make a pose. */
const LOOKS_A_POSE = 8;
/** Longer than this nobody is asked for one pose. */
const MOST_POSE_MS = 30_000;
/** A second face this wide by the widest one is a second person, as for photos. */
const SECOND_FACE = 0.5;
/** Turn of the head (`FaceLook.yaw`, about 0.025 a degree): straight is within, a little to the side between. */
const MOST_STRAIGHT = 0.3;
const LEAST_TURNED = 0.25;
const MOST_TURNED = 0.8;

/**
 * The next moment of a guided capture. No clock, no I/O.
 *
 * @param looks all faces of the picture
 * @param picture its capture time, ms since boot, and its size in pixels
 */
export function step(
  state: Capture,
  looks: readonly FaceLook[],
  picture: { readonly t: number; readonly width: number; readonly height: number },
): { readonly state: Capture; readonly advice: Advice } {
  const pose = POSES[state.pose] ?? "front";
  if (state.over !== null) {
    return { state, advice: state.over === "done" ? { kind: "done" } : { kind: "too-late", pose } };
  }
  const { t } = picture;
  const now = { ...state, sinceT: state.sinceT ?? t };
  if (t - now.sinceT > MOST_POSE_MS)
    return { state: { ...now, over: "too-late" }, advice: { kind: "too-late", pose } };
  const face = theOnlyFace(looks);
  if ("kind" in face) return { state: now, advice: face };
  const wrong = whatIsWrong(face, leastWidthPx(picture)) ?? whatIsTurned(face.yaw, pose, now.straight);
  if (wrong !== null) return { state: now, advice: wrong };
  return take(now, face, t);
}

function theOnlyFace(looks: readonly FaceLook[]): FaceLook | Advice {
  const faces = looks.filter(({ flaws }) => !flaws.includes("implausible"));
  const [widest] = [...faces].sort((a, b) => b.box.width - a.box.width);
  if (widest === undefined) return { kind: looks.length > 0 ? "no-clear-face" : "nobody" };
  const others = faces.filter(({ box }) => box.width >= widest.box.width * SECOND_FACE);
  return others.length > 1 ? { kind: "one-person-only" } : widest;
}

function whatIsWrong({ flaws, box, embedding }: FaceLook, neededPx: number): Advice | null {
  if (flaws.includes("too-small"))
    return { kind: "come-closer", widthPx: Math.floor(box.width), neededPx: Math.ceil(neededPx) };
  if (flaws.includes("cut-by-edge")) return { kind: "into-the-picture" };
  if (flaws.includes("blurred")) return { kind: "hold-still" };
  // Turned too far is told by the pose.
  return embedding === null && !flaws.includes("turned-away") ? { kind: "no-clear-face" } : null;
}

/** Yaw is positive towards the picture's right, which is the person's left. */
function whatIsTurned(yaw: number, pose: Pose, straight: number | null): Advice | null {
  if (!Number.isFinite(yaw)) return { kind: "no-clear-face" };
  if (pose === "front") return Math.abs(yaw) > MOST_STRAIGHT ? { kind: "turn", pose, how: "less" } : null;
  const turned = (yaw - (straight ?? 0)) * (pose === "left" ? 1 : -1);
  if (turned < LEAST_TURNED) return { kind: "turn", pose, how: "more" };
  return turned > MOST_TURNED ? { kind: "turn", pose, how: "less" } : null;
}

function take(state: Capture, look: FaceLook, t: number): { state: Capture; advice: Advice } {
  const pose = POSES[state.pose] ?? "front";
  if (look.embedding === null) return { state, advice: { kind: "turn", pose, how: "less" } };
  const taken = state.taken.map((looks, i) => (i === state.pose ? [...looks, look] : looks));
  const own = taken[state.pose] ?? [];
  if (own.length < LOOKS_A_POSE) {
    return {
      state: { ...state, taken },
      advice: { kind: "keep", pose, good: own.length, needed: LOOKS_A_POSE },
    };
  }
  const straight = state.straight ?? middle(own.map(({ yaw }) => yaw));
  const next = { ...state, taken, straight, pose: state.pose + 1, sinceT: t };
  if (next.pose < POSES.length) return { state: next, advice: { kind: "got", pose } };
  return { state: { ...next, over: "done" }, advice: { kind: "done" } };
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
}

/** Whether the liveness check vetoes what was captured: the middle of the checked looks is below the threshold. */
export function isVetoed({ taken }: Capture, live: number): boolean {
  const checked = taken.flat().flatMap((look) => look.live ?? []);
  return checked.length === 0 || middle(checked) < live;
}
