import { z } from "zod";

/** A box in fractions of the picture: left, top, width, height, each 0–1. */
export const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof Box>;

/** Which way somebody walks, as the camera sees it. */
export const Direction = z.enum(["approaching", "leaving"]);
export type Direction = z.infer<typeof Direction>;

const seen = {
  camera: z.string(),
  /** Number of the track, unique within one start of the camera process. */
  track: z.int(),
  /** When the deciding frame was captured. */
  at: z.number(),
  t: z.number(),
  box: Box,
  /** Names of the camera's zones in which the lower edge of the box stands. */
  zones: z.array(z.string()),
};

const face = {
  ...seen,
  /** Liveness score 0–1 of the deciding frames, or null if it was not checked. */
  live: z.number().nullable(),
  /** How many good frames agreed. */
  frames: z.int(),
  /** Quality 0–1 of the best of them. */
  quality: z.number(),
};

/** What one camera's vision reports; each becomes one event. */
export const VisionObservation = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person-appeared"), ...seen, confidence: z.number() }),
  /** Somebody has begun to come nearer, or to go away; once for each change of direction. */
  z.object({ kind: z.literal("person-moved"), ...seen, direction: Direction }),
  z.object({ kind: z.literal("person-left"), ...seen, seconds: z.number() }),
  z.object({
    kind: z.literal("face-recognized"),
    ...face,
    person: z.string(),
    group: z.string(),
    /** Cosine similarity to the person, −1–1. */
    similarity: z.number(),
    /** Distance of that to the runner-up. */
    margin: z.number(),
  }),
  z.object({
    kind: z.literal("face-unknown"),
    ...face,
    /** Similarity to the nearest enrolled person, and who it is; null without anybody enrolled. */
    similarity: z.number().nullable(),
    nearest: z.string().nullable(),
    /** Mean of the good looks, unit length, so that the face is known again; never part of an event. */
    embedding: z.instanceof(Float32Array).nullable(),
  }),
  z.object({
    kind: z.literal("face-spoofed"),
    ...face,
    person: z.string().nullable(),
    /** The layer of the liveness check that said so. */
    why: z.enum(["passive", "flat", "carried"]),
  }),
]);
export type VisionObservation = z.infer<typeof VisionObservation>;

/** The state of one track in one analysed frame, as the guard sees it. */
export const TrackSighting = z.object({
  track: z.int(),
  box: Box,
  zones: z.array(z.string()),
  /** What the track's identity is at this frame, all looks counted. */
  identity: z.enum(["undecided", "recognized", "unknown", "spoofed"]),
  person: z.string().nullable(),
  group: z.string().nullable(),
  similarity: z.number().nullable(),
  margin: z.number().nullable(),
  live: z.number().nullable(),
  frames: z.int(),
  /** Face width in pixels of the camera's full picture. */
  faceWidthPx: z.number(),
  /** Capture time of the last good look at the face of this track (ms since boot); null before the first. */
  lastLookT: z.number().nullable(),
  /**
   * Since when every good look at the face of this track has been at one and the same person, if not surely so (capture
   * time of the first of them, ms since boot); null before the first. It begins anew with a look at anybody else, and when
   * nothing that was known of the face holds any more.
   */
  steadySinceT: z.number().nullable(),
  /** How far the head is turned in this frame (`FaceLook.yaw`); null if no face of the track was found in it. */
  yaw: z.number().nullable(),
  /** Height of the opening of the mouth by its width in this frame; null if no face of the track was found in it. */
  mouthOpening: z.number().nullable(),
});
export type TrackSighting = z.infer<typeof TrackSighting>;

/**
 * Everything one camera sees in one analysed frame. Not an event (there are several a second): the guard keeps the latest
 * one per camera for "who is there right now" and writes what it used of it into its decision.
 */
export const Sighting = z.object({
  camera: z.string(),
  at: z.number(),
  t: z.number(),
  tracks: z.array(TrackSighting).max(64),
  /** How far the stream is behind by presentation time, ms. */
  lagMs: z.number(),
  /** The picture has not changed at all for over 2 s. */
  frozen: z.boolean(),
  /** The picture shows nothing, suddenly and for over three seconds. */
  covered: z.boolean().default(false),
  /** The stream's time leapt against ours within the last seconds. */
  leapt: z.boolean().default(false),
});
export type Sighting = z.infer<typeof Sighting>;
