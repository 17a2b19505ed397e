import { z } from "zod";

/** One answer to a question, and the ways to say it; plain words. */
const Answer = z.object({ answer: z.string(), sentences: z.array(z.string()) });

/** What a request asks for, templates already rendered. */
export const Action = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("device"), device: z.string(), command: z.string() }),
  z.object({ kind: z.literal("mode"), mode: z.string() }),
  /** Nothing guarded is opened any more, or again. */
  z.object({ kind: z.literal("lockdown"), active: z.boolean() }),
  /** A rule is not to run any more, or again. */
  z.object({ kind: z.literal("rule"), rule: z.string(), enabled: z.boolean() }),
  z.object({
    kind: z.literal("record"),
    camera: z.string(),
    /**
     * Record until this event of the camera (plus the post-roll), until it is switched off, or for so many ms; null: only
     * pre- and post-roll.
     */
    until: z.enum(["person.left", "switched-off"]).nullable(),
    /** 0 ends what was to be recorded until it is switched off, and nothing else. */
    forMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal("snapshot"), camera: z.string() }),
  z.object({
    kind: z.literal("notify"),
    message: z.string(),
    /** A name of `notifiers`, or null for all of them. */
    notifier: z.string().nullable(),
    /** What a link is sent along to: the picture of the cause, or the clip of its camera. */
    link: z.enum(["picture", "clip"]).optional(),
  }),
  z.object({ kind: z.literal("speak"), text: z.string() }),
  z.object({
    kind: z.literal("ask"),
    question: z.string(),
    microphone: z.string(),
    answers: z.array(Answer),
    timeoutMs: z.number(),
  }),
  /** A microphone takes a command without a wake phrase for so many ms; 0: not any more. */
  z.object({ kind: z.literal("listen"), microphone: z.string(), forMs: z.number() }),
  z.object({
    kind: z.literal("mqtt"),
    topic: z.string(),
    payload: z.string(),
    retain: z.boolean(),
    qos: z.union([z.literal(0), z.literal(1)]),
  }),
  z.object({
    kind: z.literal("http"),
    method: z.enum(["GET", "POST", "PUT", "DELETE"]),
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string().nullable(),
    timeoutMs: z.number(),
    /** Name of the key that the body is signed with, or null. */
    sign: z.string().nullable(),
  }),
]);
export type Action = z.infer<typeof Action>;

/** Who asks. A surface or a rule can only ask; the guard decides. */
export const Requester = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rule"), rule: z.string(), ruleRun: z.string() }),
  z.object({ kind: z.literal("hub"), topic: z.string() }),
  z.object({ kind: z.literal("command") }),
  /** Another Gatehouse whose mode this one follows. It is no evidence for anything. */
  z.object({ kind: z.literal("node"), node: z.string() }),
  /** Gatehouse itself: relocking, paying a debt, closing down. */
  z.object({ kind: z.literal("gatehouse"), why: z.string() }),
]);
export type Requester = z.infer<typeof Requester>;

/** A wish that something be done, on its way to the guard. */
export const Request = z.object({
  id: z.string(),
  action: Action,
  by: Requester,
  /** The event that led to it, by id; null if a person asked out of the blue. */
  cause: z.string().nullable(),
  at: z.number(),
  t: z.number(),
});
export type Request = z.infer<typeof Request>;
