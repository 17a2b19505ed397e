import { z } from "zod";
import { ClipNote } from "./clip-note.ts";

/** Brain → the process that mends clips. */
export const RecoveryWish = z.object({
  /** Final names of clips that were cut off. */
  mend: z.array(z.string()),
  /** Whole clips of which the journal knows nothing. */
  read: z.array(z.string()),
});
export type RecoveryWish = z.infer<typeof RecoveryWish>;

/** What has become of one. */
export const RecoveredFile = z.object({
  path: z.string(),
  seconds: z.number(),
  /** It had been cut off. */
  mended: z.boolean(),
  note: ClipNote.nullable(),
  sha256: z.string().nullable(),
});
export type RecoveredFile = z.infer<typeof RecoveredFile>;
