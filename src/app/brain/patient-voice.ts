import type { Speaker } from "../../devices/ports.ts";

/** Says nothing while somebody is asked something: it would be spoken into the answer, to which no microphone listened. */
export class PatientVoice implements Speaker {
  readonly #speaker: Speaker;
  readonly #untilQuiet: () => Promise<void>;

  /** @param untilQuiet resolves when nobody is asked, which may be at once */
  constructor(speaker: Speaker, untilQuiet: () => Promise<void>) {
    this.#speaker = speaker;
    this.#untilQuiet = untilQuiet;
  }

  async speak(text: string): Promise<{ readonly durationMs: number }> {
    await this.#untilQuiet();
    return this.#speaker.speak(text);
  }
}
