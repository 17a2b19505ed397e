import { z } from "zod";
import { Duration, Size } from "../values.ts";

const DAY_MS = 86_400_000;

/** `recordings.archive:` — a second, larger disk for clips. */
export const Archive = z
  .strictObject({
    path: z
      .string()
      .regex(/^\/./, "expected an absolute path, such as /mnt/nas/gatehouse")
      .describe("Folder on the other disk: a large one of this machine, or one of the network that is mounted there."),
    after: Duration.default(DAY_MS).describe(
      "How long clips stay where they were recorded; they move earlier if the room there runs short.",
    ),
    keep: Duration.default(90 * DAY_MS).describe(
      "How long clips are kept in all; pictures, sounds and events as well, so that a clip can be explained as long as it is there.",
    ),
    keep_strangers: Duration.optional().describe(
      "How long clips are kept in which a face was seen that is not known; twice `keep` if it is not given.",
    ),
    max_size: Size.default(1e12).describe(
      "How much room clips may take in the archive; those of whose time most is over go first.",
    ),
    min_free: Size.default(1e9).describe("How much of the archive's disk stays free; clips go for it."),
  })
  .refine(({ after, keep }) => keep > after, { path: ["keep"], error: "expected longer than `after`" })
  .describe("Clips move to a second, larger disk, which may come and go (see docs/recordings.md).");
