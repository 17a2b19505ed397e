import { z } from "zod";

/** How far a clip shows what it was meant to show, as its camera's process saw it. */
export const ClipTruth = z.object({
  /** Where it was wished to begin, ms since boot. */
  wishedT: z.number(),
  /** How much later it begins, ms; 0 if it begins there or before. */
  lateMs: z.number(),
  /** Why it begins late; null if it does not. */
  lateWhy: z.string().nullable(),
  /** Stretches without pictures, the first fifty; `atMs` counts from the clip's beginning. */
  gaps: z.array(z.object({ atMs: z.number(), lastsMs: z.number() })),
  /** How many there are, and how long they are together. */
  gapCount: z.int(),
  gapMs: z.number(),
  /** Packets that came and could not be written. */
  dropped: z.int(),
  /** How far the clip's own time, which is the camera's, is off this machine's at worst, ms; above 0: it runs ahead. */
  clockOffMs: z.number(),
});
export type ClipTruth = z.infer<typeof ClipTruth>;
