import { z } from "zod";
import { ClipTruth } from "../events/clip-truth.ts";
import { SegmentMark } from "./continuous/segment-index.ts";
import { SEGMENT_NAME } from "./continuous/segment-name.ts";
import { EXECUTION_PROVIDERS } from "../models/execution-provider.ts";
import { GalleryPerson } from "../perception/vision/gallery.ts";
import { FaceRules } from "../perception/vision/hidden-faces.ts";
import { Sighting, VisionObservation } from "../perception/vision/observation.ts";
import { PromisedPicture, Shows } from "../perception/vision/shown.ts";
import { ATTENDING } from "../perception/voice/attention.ts";
import { SpokenAnswer, VoiceObservation } from "../perception/voice/observation.ts";

/**
 * The messages between the brain and its sensor processes (Node's IPC channel, `serialization: "advanced"`).
 * Both sides validate what they receive; a message that does not fit is counted and dropped.
 */

const Provider = z.enum(EXECUTION_PROVIDERS);

const Models = z.record(z.string(), z.string());

/** One camera, everything resolved: no secrets to look up, no defaults to fill in. */
export const CameraSetup = z.object({
  type: z.literal("setup"),
  camera: z.string(),
  /** `rtsp://…`, `/dev/video0`, a file path. */
  source: z.string(),
  /** A second, smaller stream to analyse instead; null: analyse the first. */
  detectSource: z.string().nullable(),
  /** Analysed frames a second. */
  fps: z.number().positive(),
  /** Only for files: play again from the start at the end. */
  loop: z.boolean(),
  /** Only for files: real time (true) or as fast as possible (false). */
  paced: z.boolean(),
  zones: z.record(z.string(), z.array(z.tuple([z.number(), z.number()]))),
  /** Areas that are painted over. */
  masks: z.array(z.array(z.tuple([z.number(), z.number()]))),
  /** Clips are coded anew, with those painted in. */
  encode: z.boolean(),
  /** Path of each model file, by its task in the manifest. */
  models: Models,
  people: z.array(GalleryPerson),
  /** What pictures show of them. */
  faces: FaceRules,
  /** Find people by the whole body too, not only by the face. */
  findPeople: z.boolean(),
  /** Execution providers of the vision models, in the order of preference. */
  providers: z.array(Provider),
  /** Similarity from which a look counts for a person, and the margin to the runner-up. */
  thresholds: z.object({
    recognize: z.number(),
    unknown: z.number().optional(),
    margin: z.number(),
    live: z.number(),
  }),
  /** Seconds of packets to keep for pre-roll. */
  ringSeconds: z.number(),
  ringMaxBytes: z.number(),
  /** Forward this camera's sound to the brain. */
  audio: z.boolean(),
  /** Put a picture each so many ms into the film of the day, in this folder; the zone's days, null: the machine's. */
  timeLapse: z
    .object({ directory: z.string(), everyMs: z.number().positive(), timeZone: z.string().nullable() })
    .nullable()
    .default(null),
  /** Record everything into segments of so many ms in this folder; null: only clips. */
  continuous: z.object({ directory: z.string(), segmentMs: z.number().positive() }).nullable().default(null),
  logLevel: z.string(),
});
export type CameraSetup = z.infer<typeof CameraSetup>;

/** Brain → camera process. */
export const ToCamera = z.discriminatedUnion("type", [
  CameraSetup,
  /** The enrolled people changed. */
  z.object({ type: z.literal("people"), people: z.array(GalleryPerson) }),
  z.object({
    type: z.literal("record"),
    clip: z.string(),
    /** Absolute path of the final file. */
    path: z.string(),
    reason: z.string(),
    /** Begin with the key frame at or before this moment (ms since boot). */
    fromT: z.number(),
  }),
  /** Let the clip go on until `untilT`, then close it; a later one replaces an earlier. */
  z.object({ type: z.literal("record-until"), clip: z.string(), untilT: z.number() }),
  z.object({ type: z.literal("snapshot"), id: z.string() }),
  /** Analyse so many frames a second until `untilT` (ms since boot), if that is more than the setup's; a later word replaces. */
  /** To save power: frames and sound are recorded, and not looked at. */
  z.object({ type: z.literal("rest"), resting: z.boolean() }),
  z.object({ type: z.literal("attend"), fps: z.number().positive(), untilT: z.number() }),
  /** Why nothing may be recorded but clips; null: it may be again. */
  z.object({ type: z.literal("hold-continuous"), why: z.string().nullable() }),
  z.object({ type: z.literal("stop") }),
]);
export type ToCamera = z.infer<typeof ToCamera>;

/** Camera process → brain. */
export const FromCamera = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  /** Sent after each start of the vision models: what runs them, and what was refused. */
  z.object({
    type: z.literal("providers"),
    choices: z.array(
      z.object({
        task: z.string(),
        provider: Provider,
        refused: z.array(z.object({ provider: Provider, code: z.string(), why: z.string() })),
      }),
    ),
  }),
  /** Its pictures follow, each in a message of its own. */
  z.object({
    type: z.literal("observation"),
    observation: VisionObservation,
    pictures: z.array(PromisedPicture).max(4),
  }),
  /** A picture that was promised; null: it could not be made. */
  z.object({ type: z.literal("picture"), id: z.string(), picture: z.instanceof(Uint8Array).nullable() }),
  z.object({ type: z.literal("sighting"), sighting: Sighting }),
  /** Sent at each change: whether frames flow. */
  z.object({ type: z.literal("health"), ok: z.boolean(), why: z.string() }),
  /** Sent every second while the process is responsive; also carries counters. */
  z.object({ type: z.literal("heartbeat"), counters: z.record(z.string(), z.number()) }),
  z.object({
    type: z.literal("clip-started"),
    clip: z.string(),
    startAt: z.number(),
    startT: z.number(),
    /** The clip that it goes on from; null for one that was wished for. */
    continues: z.string().nullable(),
  }),
  z.object({
    type: z.literal("clip-finished"),
    clip: z.string(),
    startAt: z.number(),
    startT: z.number(),
    seconds: z.number(),
    bytes: z.number(),
    /** Of the whole file; null if it could not be read. */
    sha256: z.string().nullable(),
    truth: ClipTruth,
    thumbnail: z.instanceof(Uint8Array).nullable(),
    shows: Shows.optional(),
  }),
  z.object({ type: z.literal("clip-failed"), clip: z.string(), why: z.string() }),
  /** Sent at each change: why nothing is recorded all the time as it should be; null: it is. */
  z.object({ type: z.literal("continuous"), stopped: z.string().nullable() }),
  z.object({ type: z.literal("segment-begun"), segment: z.string().regex(SEGMENT_NAME) }),
  z.object({
    type: z.literal("segment-finished"),
    segment: z.string().regex(SEGMENT_NAME),
    seconds: z.number(),
    bytes: z.number(),
    mark: SegmentMark,
  }),
  /** It could not be written to its end. */
  z.object({ type: z.literal("segment-cut"), segment: z.string().regex(SEGMENT_NAME) }),
  /** `why` there is no picture; empty if there is one. */
  z.object({
    type: z.literal("snapshot"),
    id: z.string(),
    picture: z.instanceof(Uint8Array).nullable(),
    why: z.string(),
    shows: Shows.optional(),
  }),
  z.object({ type: z.literal("audio"), samples: z.instanceof(Int16Array), at: z.number(), t: z.number() }),
  /** A file source that plays once has ended. */
  z.object({ type: z.literal("ended") }),
]);
export type FromCamera = z.infer<typeof FromCamera>;

/** What the process of this camera may say: it sees for no other one. */
export function fromCamera(camera: string): z.ZodType<FromCamera> {
  return FromCamera.refine((message) => {
    if (message.type === "sighting") return message.sighting.camera === camera;
    return message.type !== "observation" || message.observation.camera === camera;
  });
}

const ListValue = z.union([z.string(), z.object({ in: z.string(), out: z.string() })]);
const Lists = z.record(
  z.string(),
  z.union([
    z.array(ListValue).readonly(),
    z.object({ values: z.array(ListValue).readonly() }),
    z.object({ range: z.object({ from: z.number(), to: z.number(), step: z.number().optional() }) }),
  ]),
);

const Address = z.object({ host: z.string(), port: z.int() });

/** A speech engine: a Wyoming service, or a folder with a model for sherpa-onnx. */
const Engine = z.union([z.object({ wyoming: Address }), z.object({ sherpa: z.string() })]);
export type Engine = z.infer<typeof Engine>;

/** What may be said, and how it is heard: for every process that listens. */
export const SpokenFields = {
  /** The wake phrase, or null when every command is taken as addressed to Gatehouse (push to talk). */
  wakePhrase: z.string().nullable(),
  /** A wake word's name or an absolute path; null: what comes with Gatehouse for the phrase, if there is anything. */
  wakeModel: z.string().nullable(),
  /** Directory of the configuration: a relative path is relative to it. */
  directory: z.string(),
  /** Sentence templates (hassil) by intent. */
  intents: z.array(
    z.object({
      intent: z.string(),
      sentences: z.array(z.string()),
      /** What may stand for `{slot}` in these sentences. */
      slots: Lists.optional(),
      /** How sure it has to be, instead of the usual ratio. */
      accept: z.number().optional(),
    }),
  ),
  /** What may stand for `{slot}` and `<rule>` in all sentences. */
  lists: Lists.optional(),
  rules: z.record(z.string(), z.string()).optional(),
  /** Pronunciations that come before those of any dictionary. */
  pronounce: z.record(z.string(), z.array(z.string())).optional(),
  /** Least log-likelihood ratio for a command, and for one that opens or disarms. */
  thresholds: z.object({ accept: z.number(), acceptGuarded: z.number() }),
  guardedIntents: z.array(z.string()),
  models: Models,
};

/** One microphone, everything resolved. */
export const MicrophoneSetup = z.object({
  type: z.literal("setup"),
  microphone: z.string(),
  /** `alsa:DEVICE`, `pulse:NAME`, a file path, or `camera:NAME` (sound then comes in `audio` messages). */
  source: z.string(),
  loop: z.boolean(),
  paced: z.boolean(),
  ...SpokenFields,
  /** How much louder the sound is made. */
  gainDb: z.number().optional(),
  /** Whether a command that falls short is heard once more without its noise; by default it is. */
  noiseSuppression: z.boolean().optional(),
  /** What hears the wake phrase instead: a Wyoming service (`word`: which of its wake words, null: any), or a folder with a model for sherpa-onnx. */
  wakeService: z
    .union([z.object({ address: Address, word: z.string().nullable() }), z.object({ sherpa: z.string() })])
    .nullish(),
  /** Without a wake phrase: a button has to be pressed before a command. */
  pushToTalk: z.boolean().optional(),
  /** How long after a command another one needs no wake phrase, ms; 0 or left out: never. */
  followUpMs: z.number().min(0).optional(),
  /** Another engine for what the recogniser does not take for a command. */
  stt: Engine.optional(),
  /** Report sounds that are no speech too. */
  sounds: z.boolean().optional(),
  /** What ends a question that was asked; plain words. */
  cancelPhrases: z.array(z.string()).max(16).optional(),
  logLevel: z.string(),
});
export type MicrophoneSetup = z.infer<typeof MicrophoneSetup>;

/** Brain → microphone process. */
export const ToMicrophone = z.discriminatedUnion("type", [
  MicrophoneSetup,
  z.object({ type: z.literal("audio"), samples: z.instanceof(Int16Array), at: z.number(), t: z.number() }),
  /** Gatehouse speaks until this moment (ms since boot): do not listen to yourself. */
  z.object({ type: z.literal("deaf-until"), t: z.number() }),
  /** To save power: nothing is listened to. */
  z.object({ type: z.literal("rest"), resting: z.boolean() }),
  /** A command that begins within so many ms needs no wake phrase; 0: none does any more. */
  z.object({ type: z.literal("listen"), forMs: z.number().min(0).max(60_000) }),
  /**
   * Which of these phrases does somebody say who begins between `fromT` and `untilT`? Each utterance that does is answered,
   * and is no command. A later question replaces an earlier one; one without phrases ends it.
   */
  z.object({
    type: z.literal("question"),
    question: z.string(),
    phrases: z.array(z.string()).max(64),
    fromT: z.number(),
    untilT: z.number(),
  }),
  z.object({ type: z.literal("stop") }),
]);
export type ToMicrophone = z.infer<typeof ToMicrophone>;

/** Microphone process → brain. */
export const FromMicrophone = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("observation"), observation: VoiceObservation }),
  z.object({ type: z.literal("answer"), answer: SpokenAnswer }),
  /** Sent at each change of what the microphone is doing; `cue`: whoever has woken it waits for a sign. */
  z.object({ type: z.literal("attention"), state: z.enum(ATTENDING), cue: z.boolean() }),
  /** Somebody asked what was heard before: what to say to that. */
  z.object({ type: z.literal("recount"), account: z.string().max(500) }),
  z.object({ type: z.literal("health"), ok: z.boolean(), why: z.string() }),
  z.object({ type: z.literal("heartbeat"), counters: z.record(z.string(), z.number()) }),
  z.object({ type: z.literal("ended") }),
]);
export type FromMicrophone = z.infer<typeof FromMicrophone>;

/** What the process of this microphone may say: it hears for no other one. */
export function fromMicrophone(microphone: string): z.ZodType<FromMicrophone> {
  return FromMicrophone.refine((message) => {
    if (message.type === "answer") return message.answer.microphone === microphone;
    return message.type !== "observation" || message.observation.microphone === microphone;
  });
}
