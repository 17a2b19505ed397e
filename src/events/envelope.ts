import { z } from "zod";
import { ShownTrack } from "../perception/vision/shown.ts";

/** A reference to stored media; pixels and samples are never inside an event. Paths are relative to the state directory. */
export const MediaRef = z.strictObject({
  kind: z.enum(["picture", "clip", "audio"]),
  path: z.string(),
  /** Where in a clip or audio file the moment is, ms from its start. */
  offsetMs: z.number().optional(),
  /** Everybody whom a picture shows, as far as it was looked at: tracks of that event's camera and run. */
  shows: z.array(ShownTrack).optional(),
});
export type MediaRef = z.infer<typeof MediaRef>;

/** What each event carries besides its own fields. */
export const envelope = {
  id: z.string(),
  /** Version of the event's shape. */
  v: z.literal(1),
  /** Order in the journal, from 1. */
  seq: z.int(),
  /** Wall clock, ms since the epoch; for people. */
  at: z.number(),
  /**
   * The wall clock was not known to be right when this happened: nothing had set it since the machine was started. Absent
   * when it was.
   */
  atUntrusted: z.literal(true).optional(),
  /** ms since boot including suspend, taken at capture; for decisions. */
  t: z.number(),
  /** The kernel's boot id. */
  boot: z.string(),
  /** This start of the brain. */
  run: z.string(),
  /** `camera:NAME`, `microphone:NAME`, `device:NAME`, `rule:ID`, `guard`, `mqtt`, `command`, `brain`. */
  source: z.string(),
} as const;
