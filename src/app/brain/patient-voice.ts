import type { Speaker } from "../../devices/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** Sentences that wait for the end of a challenge, as many as wait for a loudspeaker. */
const MOST_WAITING = 5;

/** Says nothing while somebody is asked something: it would be spoken into the answer, to which no microphone listened. */
export class PatientVoice implements Speaker {
  readonly #speaker: Speaker;
  readonly #untilQuiet: () => Promise<void>;
  #waiting = 0;

  /** @param untilQuiet resolves when nobody is asked, which may be at once */
  constructor(speaker: Speaker, untilQuiet: () => Promise<void>) {
    this.#speaker = speaker;
    this.#untilQuiet = untilQuiet;
  }

  /** Rejects with `SPEECH_BUSY` when too many wait already. */
  async speak(text: string): Promise<{ readonly durationMs: number }> {
    if (this.#waiting >= MOST_WAITING) {
      const busy = `${MOST_WAITING} sentences wait for the end of a challenge already; this one is dropped`;
      throw new GatehouseError("SPEECH_BUSY", busy, { kind: "failed" });
    }
    this.#waiting += 1;
    await this.#untilQuiet().finally(() => (this.#waiting -= 1));
    return this.#speaker.speak(text);
  }
}
