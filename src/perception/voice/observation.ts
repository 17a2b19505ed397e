import { z } from "zod";

const heard = {
  microphone: z.string(),
  at: z.number(),
  t: z.number(),
};

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
    /** The utterance, 16 kHz mono s16le WAV. */
    audio: z.instanceof(Uint8Array).nullable(),
  }),
  z.object({
    kind: z.literal("voice-rejected"),
    ...heard,
    /** The best hypothesis, if there was one. */
    sentence: z.string().nullable(),
    reason: z.enum(["no-wake-phrase", "not-a-command", "unsure", "too-short", "too-long"]),
    llr: z.number().nullable(),
  }),
]);
export type VoiceObservation = z.infer<typeof VoiceObservation>;
