import { messageOf } from "../../runtime/errors.ts";
import type { Cancel, Clock, Scheduler } from "../../runtime/clock.ts";
import type { Order } from "../../guard/challenge/challenge.ts";
import type { Gatekeeper } from "../../guard/gatekeeper.ts";
import type { Speaker } from "../../devices/ports.ts";
import type { ToCamera, ToMicrophone } from "../protocol.ts";

/** Orders that reach the world. */
export type WorldOrder = Extract<Order, { kind: "speak" | "listen" | "attend" }>;

export interface ChallengeWorkParts {
  readonly gatekeeper: Pick<Gatekeeper, "observe" | "isAsking">;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly speaker: Speaker;
  readonly toCamera: (camera: string, message: ToCamera) => void;
  readonly toMicrophone: (microphone: string, message: ToMicrophone) => void;
}

/** While somebody is asked the guard is told this often that time passes, ms. */
const TICK_MS = 200;

/** Has people asked aloud, and microphones and cameras look out for what they do. */
export class ChallengeWork {
  readonly #parts: ChallengeWorkParts;
  #cancelTick: Cancel | null = null;
  #waiting: (() => void)[] = [];

  constructor(parts: ChallengeWorkParts) {
    this.#parts = parts;
  }

  perform(order: WorldOrder): void {
    const { toCamera, toMicrophone } = this.#parts;
    this.#keepTicking();
    switch (order.kind) {
      case "speak":
        void this.#speak(order);
        return;
      case "listen": {
        const { microphones, question, phrases, fromT, untilT } = order;
        for (const microphone of microphones)
          toMicrophone(microphone, { type: "question", question, phrases: [...phrases], fromT, untilT });
        return;
      }
      case "attend":
        toCamera(order.camera, { type: "attend", fps: order.fps, untilT: order.untilT });
    }
  }

  /** Resolves when nobody is asked anything: at once, or when the guard's word on whoever is asked has been given. */
  untilQuiet(): Promise<void> {
    if (!this.#parts.gatekeeper.isAsking) return Promise.resolve();
    this.#keepTicking();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Lets no more time pass, and nobody wait. */
  stop(): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.#release();
  }

  async #speak({ challenge, prompt, text }: Extract<WorldOrder, { kind: "speak" }>): Promise<void> {
    const { gatekeeper, speaker, clock } = this.#parts;
    const why = await speaker.speak(text).then(() => null, messageOf);
    if (why === null) gatekeeper.observe({ kind: "spoken", challenge, prompt, t: clock.now().t });
    else gatekeeper.observe({ kind: "unspoken", challenge, prompt, why });
  }

  #keepTicking(): void {
    this.#cancelTick ??= this.#parts.scheduler.after(TICK_MS, () => {
      this.#cancelTick = null;
      if (this.#parts.gatekeeper.isAsking) {
        this.#keepTicking();
        this.#parts.gatekeeper.observe({ kind: "tick" });
      } else this.#release();
    });
  }

  #release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
