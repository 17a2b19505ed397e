import { z } from "zod";
import { Duration, durationBetween } from "../values.ts";

const DAY_MS = 86_400_000;

const Settings = z.strictObject({
  keep: Duration.default(2 * DAY_MS).describe("How long segments are kept in which nothing moved."),
  keep_motion: Duration.default(7 * DAY_MS).describe(
    "How long segments are kept in which something moved or somebody was seen; never shorter than `keep`.",
  ),
  segment: durationBetween("10s", "10m").default(60_000).describe("How long one file is."),
});

/** What `continuous: true` means. */
export const CONTINUOUS = Settings.parse({});

const Lapse = z.strictObject({
  every: durationBetween("1s", "1h").default(10_000).describe("How often a picture is taken for it."),
});
const LAPSE = Lapse.parse({});

/** `time_lapse:` of a camera: null if none is wanted. */
export const TimeLapse = z
  .union([z.boolean(), Lapse], { error: "expected true, false, or every:" })
  .default(false)
  .transform((value) => {
    if (value === false) return null;
    return value === true ? LAPSE : value;
  })
  .describe(
    "A film of each day, 25 pictures a second, of one picture every ten seconds; kept for `recordings.keep`.",
  );

/** `continuous:` of a camera: null if only clips are wanted. */
export const Continuous = z
  .union([z.boolean(), Settings], { error: "expected true, false, or keep:, keep_motion: and segment:" })
  .default(false)
  .transform((value) => {
    if (value === false) return null;
    return value === true ? CONTINUOUS : value;
  })
  .describe(
    "Record everything the camera sends, whether something happens or not, into files of a minute that say when something moved in them.",
  );
