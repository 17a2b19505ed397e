import { z } from "zod";

/** What moved in a segment (see `MotionMark`); null: nobody looked. */
export const SegmentMark = z
  .object({
    /** When something moved, from its beginning, s. */
    motion: z
      .array(z.tuple([z.number(), z.number()]).readonly())
      .max(512)
      .readonly(),
    /** How much of the picture changed at most, from 0 to 1. */
    most: z.number(),
    person: z.boolean(),
  })
  .nullable();
export type SegmentMark = z.infer<typeof SegmentMark>;

/** One line of a day's index: a segment that was closed, by its name without the day. */
const IndexLine = z.object({
  segment: z.string(),
  seconds: z.number(),
  bytes: z.number(),
  mark: SegmentMark,
});
export type IndexLine = z.infer<typeof IndexLine>;

/** The line that tells of a segment, without its end. */
export function indexLine(line: IndexLine): string {
  return JSON.stringify(line);
}

/** What the lines of a day's index say, by segment; what is no line says nothing. */
export function readIndex(lines: readonly string[]): Map<string, IndexLine> {
  const read = lines.flatMap((text) => {
    try {
      const { success, data } = IndexLine.safeParse(JSON.parse(text));
      return success ? [data] : [];
    } catch {
      return [];
    }
  });
  return new Map(read.map((line) => [line.segment, line]));
}

/** Whether a segment is to be kept as long as those in which something moved: also if nobody can tell. */
export function isMoving(mark: SegmentMark): boolean {
  return mark === null || mark.person || mark.motion.length > 0;
}
