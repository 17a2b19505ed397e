import type { FaceLook } from "../face-look.ts";
import { carriedBetween, movedBetween, type Placed } from "./carried.ts";
import { momentsOf, type PointMoments } from "./points.ts";
import { reliefBetween, type Relief } from "./relief.ts";
import type { Surroundings } from "./surroundings.ts";

/** How long looks are remembered to compare later ones with, ms; at least so far apart, and at most so many. */
const SPAN_MS = 3000;
const STEP_MS = 500;
const MOST_VIEWS = 6;
/** Looks that must have said something, and how many of the latest ones the median is taken over. */
const LEAST_MEASURED = 3;
const WINDOW = 5;
/**
 * Relief from which something is no plane, in eye distances. What noise alone makes of a plane (twice the 95th percentile of
 * pictures that are held still, at the least foreshortening) lies below it; a head's is about four times as much.
 */
const LEAST_RELIEF = 0.03;
/** From here on the surroundings were carried: standing still leaves half as much again unexplained. */
const CARRIED = 0.2;

/** What a layer measured at one look. */
interface Measured {
  readonly t: number;
  readonly value: number;
}

/** A look that later ones are compared with. */
interface View {
  readonly t: number;
  readonly landmarks: Float32Array;
  readonly height: number;
  readonly surroundings: FaceLook["surroundings"];
}

/** How a face has moved so far, as far as it says something about its being a picture; a plain value. */
export interface MotionWatch {
  readonly views: readonly View[];
  /** Relief by the latest looks at which the face was turned against an earlier one. */
  readonly reliefs: readonly Measured[];
  /** How far the surroundings were carried along, by the latest looks at which it was moved against an earlier one. */
  readonly carried: readonly Measured[];
}

export const unmovedFace: MotionWatch = { views: [], reliefs: [], carried: [] };

/** A view and how its points relate to those of the look. */
interface Pair {
  readonly view: View;
  readonly moments: PointMoments;
}

/** Adds a look at the same face. Pure. @param t when it was captured, ms since boot */
export function watchMotion(
  watch: MotionWatch,
  look: Pick<FaceLook, "landmarks" | "box" | "surroundings">,
  t: number,
): MotionWatch {
  const { landmarks, surroundings, box } = look;
  const views = watch.views.filter((view) => t - view.t <= SPAN_MS);
  const pairs = views.map((view) => ({ view, moments: momentsOf(view.landmarks, landmarks) }));
  const latest = views[views.length - 1];
  const isDue = latest === undefined || t - latest.t >= STEP_MS;
  const view = { t, landmarks, surroundings, height: box.height };
  return {
    views: isDue ? [...views, view].slice(-MOST_VIEWS) : views,
    reliefs: latestOf(watch.reliefs, { t, value: reliefOf(pairs) }),
    carried: latestOf(watch.carried, {
      t,
      value: surroundings === null ? null : carriedOf(pairs, surroundings),
    }),
  };
}

/** Median relief of the latest looks, in eye distances; null if too few say anything. */
export const medianRelief = ({ reliefs }: MotionWatch): number | null => median(reliefs);

/** The same of how far the surroundings were carried, −1 to 1. */
export const medianCarried = ({ carried }: MotionWatch): number | null => median(carried);

/** The face turns as a plane does. */
export const isFlat = (watch: MotionWatch): boolean => (medianRelief(watch) ?? LEAST_RELIEF) < LEAST_RELIEF;

/** The surroundings go where the face goes. */
export const isCarried = (watch: MotionWatch): boolean => (medianCarried(watch) ?? CARRIED) > CARRIED;

/** By the view against which the face is turned most. */
function reliefOf(pairs: readonly Pair[]): number | null {
  let best: Relief | null = null;
  for (const { view, moments } of pairs) {
    const found = reliefBetween(moments, view.landmarks);
    if (found !== null && (best === null || found.foreshortening > best.foreshortening)) best = found;
  }
  return best === null ? null : best.relief;
}

/** By the view against which the face was moved most. */
function carriedOf(pairs: readonly Pair[], now: Surroundings): number | null {
  let best: { readonly moved: number; readonly before: Placed; readonly moments: PointMoments } | null = null;
  for (const { view, moments } of pairs) {
    const { surroundings, height } = view;
    if (surroundings === null) continue;
    const before = { middle: moments.before, height, surroundings };
    const moved = movedBetween(before, moments);
    if (moved !== null && (best === null || moved > best.moved)) best = { moved, before, moments };
  }
  return best === null ? null : carriedBetween(best.before, now, best.moments);
}

function latestOf(
  before: readonly Measured[],
  { t, value }: { readonly t: number; readonly value: number | null },
): readonly Measured[] {
  const known = before.filter((old) => t - old.t <= SPAN_MS);
  return value === null ? known : [...known, { t, value }].slice(-WINDOW);
}

function median(measured: readonly Measured[]): number | null {
  if (measured.length < LEAST_MEASURED) return null;
  const sorted = measured.map(({ value }) => value).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? null;
}
