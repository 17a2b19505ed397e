import { z } from "zod";
import { POWER_LEVELS } from "../perception/power/level.ts";
import { Box, Direction } from "../perception/vision/observation.ts";
import { Action, Requester } from "./action.ts";
import { ClipTruth } from "./clip-truth.ts";
import { envelope, MediaRef } from "./envelope.ts";

const seen = {
  ...envelope,
  camera: z.string(),
  track: z.int(),
  box: Box,
  zones: z.array(z.string()),
};
const face = {
  ...seen,
  live: z.number().nullable(),
  frames: z.int(),
  quality: z.number(),
  media: z.array(MediaRef),
};
const Company = z.object({
  present: z.array(z.object({ person: z.string(), group: z.string(), live: z.boolean() })),
  strangers: z.int(),
});
/** Who is seen where a command is spoken. */
export type Company = z.infer<typeof Company>;

const heard = { ...envelope, microphone: z.string() };

const request = {
  ...envelope,
  request: z.string(),
  /** The device concerned, or null (a mode, a recording, speech …). */
  device: z.string().nullable(),
  /** One word or two for people: `unlock`, `mode sentry`, `record front_door`. */
  action: z.string(),
  by: Requester,
  /** A sentence that a person understands. */
  reason: z.string(),
};

/** One thing a policy counted, with the values it was judged by, so that the decision can be recomputed. */
export const Evidence = z.object({
  /** The event that is the evidence, by id. */
  event: z.string(),
  kind: z.enum(["face", "voice", "challenge", "code", "hub"]),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
export type Evidence = z.infer<typeof Evidence>;

const decided = {
  evidence: z.array(Evidence),
  /** Pictures and sound of what was looked at, counted or not; left out where there is none. */
  media: z.array(MediaRef).optional(),
};

const challenge = {
  ...envelope,
  camera: z.string(),
  track: z.int(),
  person: z.string(),
  kind: z.enum(["say-code", "turn-head"]),
  /** The request that waits for it. */
  request: z.string(),
  challenge: z.string(),
  /** From 1; each attempt has a code, or turns, of its own. */
  attempt: z.int(),
};
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

const event = <Name extends string, Shape extends z.core.$ZodLooseShape>(name: Name, shape: Shape) =>
  z.object({ name: z.literal(name), ...shape });

/** Every event there is, one entry a name. An event is an immutable fact; names are `noun.past-participle`. */
export const GatehouseEvent = z.discriminatedUnion("name", [
  event("node.started", { ...envelope, version: z.string() }),
  event("node.stopped", { ...envelope, why: z.string() }),
  event("person.appeared", { ...seen, confidence: z.number() }),
  /** Somebody has begun to come nearer to the camera, or to go away from it. */
  event("person.moved", { ...seen, direction: Direction }),
  event("person.left", { ...seen, seconds: z.number() }),
  event("face.recognized", {
    ...face,
    person: z.string(),
    group: z.string(),
    similarity: z.number(),
    margin: z.number(),
  }),
  event("face.unknown", {
    ...face,
    similarity: z.number().nullable(),
    nearest: z.string().nullable(),
    /** Who it is among the strangers seen before, and how often they have come, this visit included; null if none are kept. */
    stranger: z.string().nullable().default(null),
    visits: z.int().nullable().default(null),
  }),
  event("face.spoofed", {
    ...face,
    person: z.string().nullable(),
    /** The layer of the liveness check that said so; older events do not say. */
    why: z.string().optional(),
  }),
  event("voice.woken", { ...heard, phrase: z.string() }),
  event("voice.commanded", {
    ...heard,
    phrase: z.string(),
    sentence: z.string(),
    intent: z.string(),
    slots: z.record(z.string(), z.string()),
    confidence: z.number(),
    llr: z.number(),
    timings: z.record(z.string(), z.number()),
    /** It was not heard surely enough; somebody was asked whether it was meant, and said yes with this `llr`. */
    confirmed: z.object({ sentence: z.string(), llr: z.number() }).optional(),
    /** Recognised people who are at that microphone's doors. */
    people: z.array(z.string()),
    /** The same with their groups and whether the liveness check was made and passed, and how many others are in view. */
    company: Company.optional(),
    media: z.array(MediaRef),
  }),
  event("voice.rejected", {
    ...heard,
    sentence: z.string().nullable(),
    reason: z.string(),
    llr: z.number().nullable(),
    /** Recognised people who were at that microphone's doors; older events do not have it. */
    people: z.array(z.string()).optional(),
    /** The sound, if whoever spoke had called Gatehouse; older events do not have it. */
    media: z.array(MediaRef).optional(),
  }),
  /** A sound that is no speech: `impact` is a sudden loud one that dies away at once. */
  event("sound.detected", { ...heard, label: z.string(), confidence: z.number() }),
  /** Gatehouse has asked somebody something aloud; `request` is the rule's wish to ask it. */
  event("voice.asked", {
    ...heard,
    request: z.string(),
    question: z.string(),
    /** The names of the answers that count. */
    answers: z.array(z.string()),
  }),
  event("voice.answered", {
    ...heard,
    request: z.string(),
    /** The name of the answer; null: nobody has answered. */
    answer: z.string().nullable(),
    /** The words that were heard for it, and their log-likelihood ratio a frame against free phones. */
    sentence: z.string().nullable(),
    llr: z.number().nullable(),
    why: z.string(),
  }),
  event("mode.changed", { ...envelope, from: z.string(), to: z.string(), by: Requester }),
  /** From now on nothing guarded is opened, or it is again. */
  event("lockdown.changed", { ...envelope, active: z.boolean(), by: Requester }),
  /** From now on a rule does not run any more, or does again; kept over restarts. */
  event("rule.switched", { ...envelope, rule: z.string(), enabled: z.boolean(), by: Requester }),
  event("device.changed", {
    ...envelope,
    device: z.string(),
    state: z.string(),
    /** The state the device had before, null at first sight. */
    from: z.string().nullable(),
    /** The request it answers, or null if it changed by itself (a key, a hand). */
    by: z.string().nullable(),
  }),
  /** A command left for a device; `deliveryMs` is how long the broker took to answer behind it, null if it did not. */
  event("device.commanded", {
    ...envelope,
    device: z.string(),
    command: z.string(),
    topic: z.string(),
    payload: z.string(),
    by: z.string().nullable(),
    deliveryMs: z.number().nullable(),
  }),
  event("device.failed", { ...envelope, device: z.string(), why: z.string(), by: z.string().nullable() }),
  event("recording.started", { ...envelope, camera: z.string(), clip: z.string(), reason: z.string() }),
  event("recording.finished", {
    ...envelope,
    camera: z.string(),
    clip: z.string(),
    reason: z.string(),
    /** When the clip's first frame was captured. */
    startAt: z.number(),
    startT: z.number(),
    seconds: z.number(),
    bytes: z.number(),
    /** Of the whole file; null if it could not be read. Older events do not have it. */
    sha256: z.string().nullable().optional(),
    /** Whom the camera has seen meanwhile: a face that is not known, else one that is; older events do not have it. */
    shows: z.enum(["stranger", "known", "nobody"]).optional(),
    /** How long before the wish the clip begins. */
    preRollMs: z.number(),
    /** The clip that it goes on from, because the pictures' format changed. */
    continues: z.string().optional(),
    /** Not known of a clip that was cut off by a crash; older events do not have it. */
    truth: ClipTruth.optional(),
    media: z.array(MediaRef),
  }),
  event("recording.failed", { ...envelope, camera: z.string(), clip: z.string(), why: z.string() }),
  event("recordings.deleted", {
    ...envelope,
    /** Up to a hundred of the clips among them. */
    clips: z.array(z.string()),
    files: z.int(),
    bytes: z.number(),
    why: z.string(),
  }),
  /** What is recorded all the time is not recorded for this reason, or is again. */
  event("continuous.stopped", { ...envelope, camera: z.string(), why: z.string() }),
  event("continuous.resumed", { ...envelope, camera: z.string(), why: z.string() }),
  /** Clips lie in the archive now, and not in the state directory any more. */
  event("recordings.moved", {
    ...envelope,
    /** Up to a hundred of them. */
    clips: z.array(z.string()),
    files: z.int(),
    bytes: z.number(),
    to: z.string(),
  }),
  event("archive.lost", { ...envelope, why: z.string() }),
  event("archive.recovered", { ...envelope, why: z.string() }),
  /** Clips cannot be copied to another place, or can be again. */
  event("copy.failed", { ...envelope, why: z.string() }),
  event("copy.recovered", { ...envelope, why: z.string() }),
  event("snapshot.taken", { ...envelope, camera: z.string(), request: z.string(), media: z.array(MediaRef) }),
  event("request.made", { ...request, detail: Action, cause: z.string().nullable() }),
  event("request.allowed", { ...request, ...decided }),
  event("request.denied", { ...request, code: z.string(), ...decided }),
  event("request.completed", { ...request }),
  event("request.expired", { ...request }),
  /** Somebody is asked to do something, of so many attempts. What exactly is told when it is over. */
  event("challenge.issued", { ...challenge, of: z.int() }),
  event("challenge.passed", { ...challenge, facts }),
  /** `last`: no attempt follows. */
  event("challenge.failed", { ...challenge, why: z.string(), last: z.boolean(), facts }),
  /** Somebody entered a code with a request. What was entered is nowhere; nor does this event leave the journal. */
  event("code.entered", {
    ...envelope,
    request: z.string(),
    /** Where it was entered: entries of one place are counted together. */
    via: z.string(),
    /** `refused`: it was not looked at. */
    outcome: z.enum(["right", "wrong", "duress", "refused"]),
    /** Which code it was, if it was one. */
    code: z.string().nullable(),
    /** Whose code that is. */
    person: z.string().nullable(),
    /** The group in which that person is enrolled; null: in none. */
    group: z.string().nullable().default(null),
    why: z.string(),
  }),
  /** A message asked for something: `request` is what it led to, or `problem` says why it led to nothing. */
  event("hub.requested", {
    ...envelope,
    topic: z.string(),
    request: z.string().nullable(),
    problem: z.string().nullable(),
  }),
  /** Another Gatehouse on the broker has published an event. It is news for rules, and evidence for nothing. */
  event("node.heard", {
    ...envelope,
    node: z.string(),
    /** The event's name. */
    heard: z.string(),
    camera: z.string().nullable(),
    person: z.string().nullable(),
  }),
  /** Somebody who knows its token has called a webhook. Like a message it is nothing for others to read. */
  event("webhook.called", { ...envelope, hook: z.string(), payload: z.string() }),
  event("message.received", { ...envelope, topic: z.string(), payload: z.string(), retained: z.boolean() }),
  event("sensor.lost", { ...envelope, sensor: z.string(), why: z.string() }),
  event("sensor.recovered", { ...envelope, sensor: z.string(), why: z.string() }),
  event("broker.lost", { ...envelope, why: z.string() }),
  event("broker.recovered", { ...envelope, why: z.string() }),
  /** `volts`: null where there is no battery any more. */
  event("power.changed", {
    ...envelope,
    level: z.enum(POWER_LEVELS),
    from: z.enum(POWER_LEVELS),
    volts: z.number().nullable(),
  }),
  event("disk.low", { ...envelope, why: z.string() }),
  /** The journal of before could not be used any more: another has taken its place, with what could be read. */
  event("journal.damaged", {
    ...envelope,
    /** The damaged file, in the state directory. */
    movedTo: z.string(),
    /** How many events could be read. */
    events: z.int(),
    /** Everything could be read. */
    isWhole: z.boolean(),
    why: z.string(),
  }),
  event("config.reloaded", { ...envelope, why: z.string() }),
  event("config.rejected", { ...envelope, why: z.string() }),
  /** Rules triggered each other on and on, and the last of them was not started any more. */
  event("rule.looped", { ...envelope, rules: z.array(z.string()), why: z.string() }),
  event("timer.fired", { ...envelope, which: z.string() }),
  event("clock.ticked", { ...envelope, which: z.string() }),
]);
export type GatehouseEvent = z.infer<typeof GatehouseEvent>;

/** The names of all events. */
export type EventName = GatehouseEvent["name"];

/** One kind of event. */
export type EventOf<Name extends EventName> = Extract<GatehouseEvent, { name: Name }>;

type Stamped = "id" | "v" | "seq" | "boot" | "run" | "atUntrusted";
type Unstamped<Event> = Event extends GatehouseEvent ? Omit<Event, Stamped> : never;

/** An event before the brain stamps it with id, seq, boot and run, and journals it. */
export type EventDraft = Unstamped<GatehouseEvent>;
