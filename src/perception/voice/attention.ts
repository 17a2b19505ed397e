/** What a microphone is doing, for a light beside it. */
export const ATTENDING = ["idle", "listening", "thinking"] as const;
export type Attending = (typeof ATTENDING)[number];

/** A change of what a microphone is doing. */
export interface Attention {
  readonly state: Attending;
  /** Whoever has woken it waits for a sign that it listens: nothing followed the wake phrase. */
  readonly cue: boolean;
}

/** Tells each change once. */
export class AttentionTeller {
  readonly #tell: (attention: Attention) => void;
  #last: Attending = "idle";

  constructor(tell: (attention: Attention) => void) {
    this.#tell = tell;
  }

  /** @param cue somebody waits for a sign: told also if the state is the same */
  now(state: Attending, cue = false): void {
    if (state === this.#last && !cue) return;
    this.#last = state;
    this.#tell({ state, cue });
  }
}
