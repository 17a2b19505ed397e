import type { VoiceObservation } from "../../perception/voice/observation.ts";
import { RateLimit } from "../../runtime/rate-limit.ts";

/** Of so many utterances a minute that were no command the sound is kept: who calls again and again does not fill the disk. */
const KEPT_A_MINUTE = 12;
const MINUTE_MS = 60_000;

/** Takes the sound away from rejections that are too many. */
export class RejectedSounds {
  readonly #limit = new RateLimit(KEPT_A_MINUTE, MINUTE_MS);
  #dropped = 0;

  /** Sounds that were not kept. */
  get dropped(): number {
    return this.#dropped;
  }

  limited(observation: VoiceObservation): VoiceObservation {
    if (observation.kind !== "voice-rejected" || observation.audio === null) return observation;
    if (this.#limit.pass(observation.t)) return observation;
    this.#dropped += 1;
    return { ...observation, audio: null };
  }
}
