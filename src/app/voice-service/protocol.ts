import { z } from "zod";
import { SpokenFields } from "../protocol.ts";

/** Everything the process needs that offers Gatehouse's ears to others. */
export const VoiceServiceSetup = z.object({
  type: z.literal("setup"),
  /** Names the services on the hub. */
  name: z.string(),
  listen: z.object({ host: z.string(), port: z.int() }),
  ...SpokenFields,
  logLevel: z.string(),
});
export type VoiceServiceSetup = z.infer<typeof VoiceServiceSetup>;

/** Brain → voice service's process. */
export const ToVoiceService = z.discriminatedUnion("type", [
  VoiceServiceSetup,
  z.object({ type: z.literal("stop") }),
]);
export type ToVoiceService = z.infer<typeof ToVoiceService>;

/** Voice service's process → brain. It hears for others, so that it has nothing to say about what was heard. */
export const FromVoiceService = z.discriminatedUnion("type", [
  z.object({ type: z.literal("health"), ok: z.boolean(), why: z.string() }),
  z.object({ type: z.literal("heartbeat"), counters: z.record(z.string(), z.number()) }),
]);
export type FromVoiceService = z.infer<typeof FromVoiceService>;
