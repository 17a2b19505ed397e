import type { Attending } from "../../perception/voice/attention.ts";

/** What a microphone is doing, for a light beside it. */
export type MicrophoneState = Attending | "speaking";

/** What each microphone is doing, told at each change; while Gatehouse speaks, it is that. */
export class MicrophoneStates {
  readonly #tell: (microphone: string, state: MicrophoneState) => void;
  readonly #attending = new Map<string, Attending>();
  readonly #told = new Map<string, MicrophoneState>();
  #speaking = false;

  constructor(tell: (microphone: string, state: MicrophoneState) => void) {
    this.#tell = tell;
  }

  /** A microphone says what it does. */
  attends(microphone: string, state: Attending): void {
    this.#attending.set(microphone, state);
    this.#show(microphone);
  }

  /** Gatehouse begins or ends to speak. */
  speaks(speaking: boolean): void {
    this.#speaking = speaking;
    for (const microphone of this.#attending.keys()) this.#show(microphone);
  }

  #show(microphone: string): void {
    const state = this.#speaking ? "speaking" : (this.#attending.get(microphone) ?? "idle");
    if (state === (this.#told.get(microphone) ?? "idle")) return;
    this.#told.set(microphone, state);
    this.#tell(microphone, state);
  }
}
