import type { Speaker } from "../../devices/ports.ts";
import type { Advice } from "../../perception/vision/guided-capture.ts";
import type { Clock } from "../../runtime/clock.ts";
import { spokenAdvice } from "./capture-text.ts";

/** The same sentence is not said again sooner. */
const AGAIN_MS = 6_000;

/**
 * Says aloud what somebody before the camera can do. Speaking is slower than looking: while a sentence is being said only
 * the latest one waits, and none once the person does it right.
 */
export class SpokenGuide {
  readonly #speaker: Speaker;
  readonly #clock: Clock;
  /** Told once, when speaking fails; from then on nothing is said. */
  readonly #failed: (error: unknown) => void;
  #waiting: string | null = null;
  #said: { readonly text: string; readonly t: number } | null = null;
  #speaking: Promise<void> | null = null;
  #silent = false;

  constructor(parts: { speaker: Speaker; clock: Clock; failed: (error: unknown) => void }) {
    this.#speaker = parts.speaker;
    this.#clock = parts.clock;
    this.#failed = parts.failed;
  }

  advise(advice: Advice): void {
    this.#waiting = spokenAdvice(advice);
    this.#speaking ??= this.#speak().finally(() => (this.#speaking = null));
  }

  /** Resolves when the last word has been said. */
  async finished(): Promise<void> {
    await this.#speaking;
    // What came just as the last sentence ended.
    if (this.#waiting !== null) await this.#speak();
  }

  async #speak(): Promise<void> {
    for (;;) {
      const text = this.#waiting;
      this.#waiting = null;
      if (text === null || this.#silent || this.#isTooSoon(text)) return;
      try {
        await this.#speaker.speak(text);
      } catch (error) {
        this.#silent = true;
        this.#failed(error);
      }
      this.#said = { text, t: this.#clock.now().t };
    }
  }

  #isTooSoon(text: string): boolean {
    return this.#said?.text === text && this.#clock.now().t - this.#said.t < AGAIN_MS;
  }
}
