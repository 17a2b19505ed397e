/** Who is in the picture at a moment, and how. Positions are pixels of the composed 1280 × 720 picture. */
export interface Pose {
  readonly figure: "family" | "stranger";
  /** Where the middle of the figure's lower edge is; the lower edge stays below the picture's. */
  readonly centreX: number;
  /** Pixels of the composed picture per pixel of the photograph. */
  readonly scale: number;
  /** How far the figure is lifted by its gait or its breath, px. */
  readonly liftPx: number;
}

interface Visit {
  readonly figure: Pose["figure"];
  /** Seconds from the film's start: enters, has arrived, goes, is gone. */
  readonly enters: number;
  readonly stands: number;
  readonly goes: number;
  readonly gone: number;
  /** Where the figure stands. */
  readonly standX: number;
  /** The edge from which it comes and over which it goes. */
  readonly edge: "left" | "right";
}

/** Size and rate of the composed film. */
export const FILM = { width: 1280, height: 720, framesPerSecond: 15, seconds: 60 } as const;

/**
 * The two visits. The first begins late enough for the spoken command to have been understood before it, on a slow machine
 * too: the microphone's sound is over after about eight seconds. Everybody walks slowly, so that a machine that analyses only
 * two pictures a second still sees one person walk, not two people stand.
 */
export const VISITS: readonly Visit[] = [
  { figure: "family", enters: 14, stands: 19.5, goes: 26, gone: 30, standX: 800, edge: "right" },
  { figure: "stranger", enters: 34, stands: 39.5, goes: 46, gone: 50, standX: 440, edge: "left" },
];

const SCALE_FAR = 0.66;
const SCALE_NEAR = 0.78;
/** How far beyond the edge the middle of a figure is when nothing of it can be seen. */
const OUTSIDE_PX = 220;

/** Who is in the picture `seconds` after the film's start; null while the porch is empty. */
export function poseAt(seconds: number): Pose | null {
  const visit = VISITS.find((one) => seconds >= one.enters && seconds < one.gone);
  if (visit === undefined) return null;
  const { figure, standX } = visit;
  const outsideX = visit.edge === "left" ? -OUTSIDE_PX : FILM.width + OUTSIDE_PX;
  if (seconds < visit.stands) {
    const share = ease((seconds - visit.enters) / (visit.stands - visit.enters));
    return { figure, centreX: mix(outsideX, standX, share), scale: SCALE_FAR, liftPx: gait(seconds) };
  }
  if (seconds < visit.goes) {
    const since = seconds - visit.stands;
    return {
      figure,
      centreX: standX + 5 * Math.sin(since * 1.9) + 2 * Math.sin(since * 4.3),
      scale: mix(SCALE_FAR, SCALE_NEAR, ease(Math.min(1, since / 3))),
      liftPx: 2 * Math.sin(since * 2.6),
    };
  }
  const share = ease((seconds - visit.goes) / (visit.gone - visit.goes));
  return { figure, centreX: mix(standX, outsideX, share), scale: SCALE_NEAR, liftPx: gait(seconds) };
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

/** Starts and ends softly; 0 → 0, 1 → 1. */
function ease(share: number): number {
  return share * share * (3 - 2 * share);
}

function gait(seconds: number): number {
  return 5 * Math.abs(Math.sin(seconds * 5.2));
}
