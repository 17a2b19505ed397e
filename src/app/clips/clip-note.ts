import { z } from "zod";
import { bootId } from "../../adapters/clock/system-clock.ts";

/** What a clip's file says of itself, in its comment: enough to list it if the journal knows nothing of it. */
export const ClipNote = z.object({
  clip: z.string(),
  camera: z.string(),
  reason: z.string(),
  continues: z.string().nullable(),
  /** When its first picture was captured, ms since the epoch. */
  startAt: z.number(),
  /** Where it was wished to begin, ms since the boot of this id. */
  wishedT: z.number(),
  boot: z.string(),
  /** The process that writes it. */
  pid: z.int(),
});
export type ClipNote = z.infer<typeof ClipNote>;

/** The note of a clip that this process begins. */
export function clipNote(about: Omit<ClipNote, "boot" | "pid">): string {
  return JSON.stringify({ ...about, boot: bootId(), pid: process.pid });
}

/** Null for a file without a note, or with somebody else's. */
export function readClipNote(text: string | null): ClipNote | null {
  try {
    return ClipNote.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch {
    return null;
  }
}

/** Whether the process that writes it may still be at work. */
export function isBeingWritten({ boot, pid }: ClipNote): boolean {
  if (boot !== bootId() || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
