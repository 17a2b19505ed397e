import type { ClipTruth } from "../../events/clip-truth.ts";
import { spanText } from "./time-text.ts";

/** A camera's clock that is off by less than this at a clip's end is as good as right. */
const CLOCK_OFF_MS = 1_000;

/** What a clip is short of, as people say it; nothing if it shows all that it was meant to show. */
export function clipFaults({ lateMs, lateWhy, gapCount, gapMs, dropped, clockOffMs }: ClipTruth): string[] {
  const pace = `its camera's clock is off by ${spanText(Math.abs(clockOffMs))}`;
  return [
    ...(lateMs > 0 ? [`begins ${spanText(lateMs)} late: ${lateWhy ?? "nobody knows why"}`] : []),
    ...(gapCount > 0 ? [`${gapCount === 1 ? "a gap" : `${gapCount} gaps`} of ${spanText(gapMs)}`] : []),
    ...(dropped > 0 ? [`${dropped} packets lost`] : []),
    ...(Math.abs(clockOffMs) >= CLOCK_OFF_MS ? [pace] : []),
  ];
}
