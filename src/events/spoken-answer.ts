/** What somebody said who was asked to repeat something, for the stages after perception. */
export type { SpokenAnswer } from "../perception/voice/observation.ts";
