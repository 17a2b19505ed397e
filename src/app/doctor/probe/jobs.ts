import { z } from "zod";

/** What a process of its own tries out for the doctor, because it runs native code that may crash or hang. */
export const ProbeJob = z.discriminatedUnion("job", [
  /** Loads the models and runs each of them. */
  z.object({ job: z.literal("models"), paths: z.record(z.string(), z.string()) }),
  /** Reads a camera's stream. */
  z.object({
    job: z.literal("stream"),
    source: z.string(),
    seconds: z.number(),
    /** How long it is read for a second key frame. */
    keyFrameSeconds: z.number(),
  }),
  /** Listens to a microphone, or to a camera's sound. */
  z.object({
    job: z.literal("sound"),
    source: z.string(),
    of: z.enum(["microphone", "camera"]),
    seconds: z.number(),
  }),
  /** Loads what recognises commands. */
  z.object({ job: z.literal("recogniser") }),
]);
export type ProbeJob = z.infer<typeof ProbeJob>;

/** How long each model took for one input, ms, by task. */
export const ModelTimings = z.record(z.string(), z.number());

/** What a camera's stream is; see `StreamFacts` of the media adapter. */
export const StreamReport = z.object({
  codec: z.string(),
  width: z.number(),
  height: z.number(),
  sampleAspect: z.number(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  fps: z.number().nullable(),
  keyFrameSeconds: z.number().nullable(),
  keyFrameWait: z.number(),
  bitrate: z.number().nullable(),
  sound: z.string().nullable(),
  unrecordable: z.string().nullable(),
  decoded: z.number(),
  undecodable: z.number(),
});
export type StreamReport = z.infer<typeof StreamReport>;

/** How loud it was; 0 dB is the loudest there can be, null is perfect silence. */
export const SoundReport = z.object({
  seconds: z.number(),
  levelDb: z.number().nullable(),
  peakDb: z.number().nullable(),
  /** Share of samples at the very limit, 0–1. */
  clipped: z.number(),
});
export type SoundReport = z.infer<typeof SoundReport>;

/** What comes back. */
export const ProbeReply = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), report: z.unknown() }),
  z.object({ ok: z.literal(false), why: z.string() }),
]);
export type ProbeReply = z.infer<typeof ProbeReply>;
