import { z } from "zod";

const KeepLimits = z.object({
  keepMs: z.number(),
  keepStrangersMs: z.number(),
  keepFacesMs: z.number(),
  maxBytes: z.number(),
});

/** To the process that works with the archive; it answers each message before it takes the next. */
export const ToArchive = z.discriminatedUnion("type", [
  /** First of all. */
  z.object({
    type: z.literal("open"),
    ...{ path: z.string(), stateDirectory: z.string(), node: z.string() },
    ...{ id: z.string().nullable(), begin: z.boolean() },
  }),
  /** Makes a copy of a clip, and puts its marks beside it. Paths are relative to the state directory, as to the archive. */
  z.object({
    type: z.literal("copy"),
    ...{ path: z.string(), sha256: z.string().nullable(), marks: z.array(z.string()) },
  }),
  /** Copies a clip of the archive to that absolute path, if it has no more bytes. */
  z.object({ type: z.literal("bring"), path: z.string(), to: z.string(), mostBytes: z.number() }),
  /** Puts a mark beside a clip that is there. */
  z.object({ type: z.literal("mark"), path: z.string(), mark: z.string() }),
  /** Names all files. */
  z.object({ type: z.literal("list") }),
  /** Clears away what was being copied when a process ended, and says what has to go so that the rest is young enough and fits. */
  z.object({
    type: z.literal("sweep"),
    ...{ limits: KeepLimits, minFreeBytes: z.number(), nowAt: z.number() },
  }),
  z.object({ type: z.literal("delete"), paths: z.array(z.string()) }),
]);
export type ToArchive = z.output<typeof ToArchive>;

const DoomedFile = z.object({ path: z.string(), bytes: z.number(), why: z.enum(["age", "size", "room"]) });
export type DoomedFile = z.output<typeof DoomedFile>;

/** From the process that works with the archive. */
export const FromArchive = z.discriminatedUnion("type", [
  /** It is at work: reading, writing or comparing goes on. */
  z.object({ type: z.literal("busy") }),
  z.object({ type: z.literal("opened"), id: z.string(), freeBytes: z.number() }),
  z.object({ type: z.literal("copied"), bytes: z.number() }),
  /** False: there is no such clip. */
  z.object({ type: z.literal("marked"), isThere: z.boolean() }),
  z.object({ type: z.literal("listed"), names: z.array(z.string()) }),
  z.object({ type: z.literal("swept"), doomed: z.array(DoomedFile) }),
  z.object({ type: z.literal("deleted") }),
  /** `own`: it is the clip's fault, and other clips may do; otherwise the archive's. */
  z.object({ type: z.literal("failed"), own: z.boolean(), why: z.string() }),
]);
export type FromArchive = z.output<typeof FromArchive>;
