import type { RecordWish } from "./ports.ts";

/** How long clips are, ms. */
export interface ClipLimits {
  readonly beforeMs: number;
  readonly afterMs: number;
  /** A clip never gets longer than this, whoever stays in view. */
  readonly maxMs: number;
}

/** A clip that is being recorded. At most one a camera: overlapping wishes extend it. */
export interface OpenClip {
  readonly clip: string;
  readonly camera: string;
  readonly reason: string;
  /** The moment of the first wish, and where the clip was asked to begin, ms since boot. */
  readonly aboutT: number;
  readonly fromT: number;
  /** When it ends as things stand, ms since boot. */
  readonly untilT: number;
  /** A wish with a length of its own wants the clip to last until here, whoever leaves. */
  readonly atLeastT: number;
  /** It goes on until nobody is in view (then `untilT` is the longest it may get). */
  readonly waitsForLeave: boolean;
  /** Somebody wants it until it is switched off (then `untilT` is the longest it may get). */
  readonly isSwitchedOn: boolean;
  /** When it ends once that is over. */
  readonly unswitchedUntilT: number;
}

/** What is known when a wish arrives. */
export interface ClipContext {
  readonly nowT: number;
  /** Whether anybody is in view of the camera. */
  readonly occupied: boolean;
  readonly limits: ClipLimits;
  /** Name for the clip if a new one begins. */
  readonly newName: string;
}

/** The clip after one more wish: a new one, or the open one extended (never shortened). */
export function planClip(open: OpenClip | null, wish: RecordWish, context: ClipContext): OpenClip {
  const fresh = freshClip(wish, context);
  if (open === null) return fresh;
  return {
    ...open,
    untilT: Math.max(open.untilT, fresh.untilT),
    atLeastT: Math.max(open.atLeastT, fresh.atLeastT),
    waitsForLeave: open.waitsForLeave || fresh.waitsForLeave,
    isSwitchedOn: open.isSwitchedOn || fresh.isSwitchedOn,
    unswitchedUntilT: Math.max(open.unswitchedUntilT, fresh.unswitchedUntilT),
  };
}

function freshClip(wish: RecordWish, { nowT, limits, occupied, newName }: ClipContext): OpenClip {
  const capT = wish.aboutT + limits.maxMs;
  // Nobody there means that no `person.left` will come: then only the post-roll counts.
  const waitsForLeave = wish.until === "person.left" && wish.forMs === null && occupied;
  const isSwitchedOn = wish.until === "switched-off" && wish.forMs === null;
  const wantedT = Math.min(capT, nowT + (isSwitchedOn ? 0 : (wish.forMs ?? limits.afterMs)));
  const unswitchedUntilT = waitsForLeave ? capT : wantedT;
  return {
    clip: newName,
    camera: wish.camera,
    reason: wish.reason,
    aboutT: wish.aboutT,
    fromT: wish.aboutT - limits.beforeMs,
    untilT: isSwitchedOn ? capT : unswitchedUntilT,
    atLeastT: waitsForLeave ? 0 : wantedT,
    waitsForLeave,
    isSwitchedOn,
    unswitchedUntilT,
  };
}

/** The clip once the last person has left the camera's view: the post-roll begins. */
export function planAfterLeave(open: OpenClip, context: { nowT: number; limits: ClipLimits }): OpenClip {
  if (!open.waitsForLeave) return open;
  const leftT = Math.max(open.atLeastT, context.nowT + context.limits.afterMs);
  const unswitchedUntilT = Math.min(open.unswitchedUntilT, leftT);
  const untilT = open.isSwitchedOn ? open.untilT : unswitchedUntilT;
  return { ...open, waitsForLeave: false, unswitchedUntilT, untilT };
}

/** The clip once it is switched off: it lasts for as long as anything else wants it, and is never ended for others. */
export function planAfterSwitchOff(open: OpenClip): OpenClip {
  return { ...open, isSwitchedOn: false, untilT: open.unswitchedUntilT };
}
