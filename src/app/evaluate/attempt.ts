import { visionEvent } from "../../events/from-observation.ts";
import { stampEvent } from "../../events/stamp.ts";
import { findFace } from "../../guard/face.ts";
import { observe } from "../../guard/observe.ts";
import { emptyGuard, type GuardState } from "../../guard/state.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import type { IdentityThresholds } from "../../perception/vision/identity.ts";
import { createVision, type VisionStep } from "../../perception/vision/vision.ts";
import type { DoorPolicy } from "./door-policy.ts";
import { watch, type Shown } from "./show.ts";

const IDENTITY = { run: "evaluation", boot: "evaluation" } as const;

/** What became of somebody who came to the door. */
export interface Attempt {
  /** For whom the guard would have opened, at the first frame at which it would; null if never. */
  readonly allowed: string | null;
  /** From the first frame with a face to that one, ms of video time. */
  readonly decisionMs: number | null;
  /** `face.unknown` was said. */
  readonly unknown: boolean;
  /** `face.spoofed` was said. */
  readonly spoofed: boolean;
  /** `face.recognized` was said. */
  readonly recognized: boolean;
  /** Frames that were shown, and those that show a face. */
  readonly frames: number;
  readonly faceFrames: number;
  /** Why the door stayed shut, by the guard's last word. */
  readonly reason: string | null;
}

export interface DoorSetup {
  readonly door: DoorPolicy;
  readonly thresholds: IdentityThresholds;
  readonly gallery: Gallery;
}

/**
 * Somebody comes to the door and asks for it at every frame. The tracks, the verdicts and the guard's demand on a face are
 * the daemon's own.
 */
export async function attempt(
  frames: AsyncIterable<Shown> | Iterable<Shown>,
  setup: DoorSetup,
): Promise<Attempt> {
  const { door, thresholds, gallery } = setup;
  const vision = createVision({ camera: door.camera, zones: door.zones, thresholds, gallery });
  let guard = emptyGuard(IDENTITY);
  let seq = 0;
  let firstFaceT: number | null = null;
  const said = new Set<string>();
  const count = { frames: 0, faceFrames: 0 };
  let allowed: string | null = null;
  let decisionMs: number | null = null;
  let reason: string | null = null;
  for await (const { t, faces, step } of watch(frames, vision)) {
    count.frames += 1;
    if (faces > 0) {
      count.faceFrames += 1;
      firstFaceT ??= t;
    }
    for (const { kind } of step.observations) said.add(kind);
    guard = informed(guard, step, seq);
    seq += step.observations.length;
    if (allowed !== null) continue;
    const answer = ask(guard, door, t);
    if (typeof answer === "string") {
      reason = answer;
      continue;
    }
    allowed = answer.person;
    decisionMs = t - (firstFaceT ?? t);
  }
  const [unknown, spoofed] = [said.has("face-unknown"), said.has("face-spoofed")];
  const recognized = said.has("face-recognized");
  return {
    allowed,
    decisionMs,
    unknown,
    spoofed,
    recognized,
    ...count,
    reason: allowed === null ? reason : null,
  };
}

/** The guard after a frame: who is there, then what was said of it, in the order in which a camera's process sends them. */
function informed(before: GuardState, { sighting, observations }: VisionStep, seq: number): GuardState {
  let state = observe(before, { kind: "sighting", sighting, t: sighting.t });
  observations.forEach((observation, i) => {
    const number = seq + i + 1;
    const event = stampEvent(visionEvent(observation, []), {
      id: `event-${number}`,
      seq: number,
      ...IDENTITY,
    });
    state = observe(state, { kind: "event", event });
  });
  return state;
}

/** Whom the guard would open for now, or why it would not. */
function ask(state: GuardState, { factor, policies }: DoorPolicy, t: number): { person: string } | string {
  const finding = findFace(
    factor,
    {
      state,
      policies,
      now: { at: t, t },
      simulated: false,
      anyCamera: false,
      cause: null,
      target: "unlock",
      request: "eval",
      pass: null,
    },
    [],
  );
  return finding.ok ? { person: finding.proof.event.person } : finding.shortfall.reason;
}
