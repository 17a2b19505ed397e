import { z } from "zod";

const heard = {
  microphone: z.string(),
  at: z.number(),
  t: z.number(),
};

/** An utterance, 16 kHz mono s16le WAV. */
const Sound = z.instanceof(Uint8Array).nullable();

/** A command that counts only if whoever said it says yes to it. */
export const DoubtfulCommand = z.object({
  phrase: z.string(),
  sentence: z.string(),
  intent: z.string(),
  slots: z.record(z.string(), z.string()),
  /** As of a command. */
  llr: z.number(),
  timings: z.record(z.string(), z.number()),
});
export type DoubtfulCommand = z.infer<typeof DoubtfulCommand>;

/** What one microphone's hearing reports; each becomes one event. */
export const VoiceObservation = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("voice-woken"), ...heard, phrase: z.string() }),
  z.object({
    kind: z.literal("voice-commanded"),
    ...heard,
    /** The wake phrase that opened the command. */
    phrase: z.string(),
    /** The words as recognised, without the wake phrase. */
    sentence: z.string(),
    /** The intent's name: the id of the rule whose sentence matched. */
    intent: z.string(),
    slots: z.record(z.string(), z.string()),
    /** Log-likelihood ratio per frame of the sentence against the phone loop; higher is surer. */
    llr: z.number(),
    /** 0–1, a monotone function of the ratio, for people. */
    confidence: z.number(),
    /** ms spent per stage (vad, decode, reject) and from the end of speech to this result. */
    timings: z.record(z.string(), z.number()),
    audio: Sound,
  }),
  /** A sound that is no speech. */
  z.object({
    kind: z.literal("sound-detected"),
    ...heard,
    label: z.literal("impact"),
    confidence: z.number(),
  }),
  z.object({
    kind: z.literal("voice-rejected"),
    ...heard,
    /** The best hypothesis, if there was one. */
    sentence: z.string().nullable(),
    reason: z.enum(["no-wake-phrase", "not-a-command", "unsure", "too-short", "too-long"]),
    llr: z.number().nullable(),
    /** Null if nobody had called Gatehouse: what people say to each other is not kept. */
    audio: Sound,
    /** A command that was heard well, but not as well as what opens or disarms has to be: it can be asked for. */
    doubtful: DoubtfulCommand.optional(),
  }),
]);
export type VoiceObservation = z.infer<typeof VoiceObservation>;

/**
 * What was said after Gatehouse asked somebody to repeat something, and when there was speech: timed series without a
 * verdict. Who asked decides.
 */
export const SpokenAnswer = z.object({
  microphone: z.string(),
  /** The question that it answers. */
  question: z.string(),
  /** Begin and end of the utterance, ms since boot. */
  startT: z.number(),
  endT: z.number(),
  /** The phrase of the question's candidates that fits best, or null if none fits at all. */
  phrase: z.string().nullable(),
  /** Log-likelihood ratio a frame of that phrase against free phones; null without a phrase. */
  llr: z.number().nullable(),
  /** How far the second best candidate is behind, in the same measure; null if that was not measured. */
  lead: z.number().nullable(),
  /** Instead of an answer somebody said that they do not want to give one. */
  cancelled: z.literal(true).optional(),
  /** Probability of speech, one value every `stepMs` from `fromT` (before `startT`) on, until about `endT`. */
  speech: z.object({
    fromT: z.number(),
    stepMs: z.number().positive(),
    probabilities: z.array(z.number()).max(2048),
    /** How far the mouth of whoever makes that sound is likely to be open, of each step; only the course counts. */
    mouth: z.array(z.number()).max(2048),
  }),
});
export type SpokenAnswer = z.infer<typeof SpokenAnswer>;
