import type { Action, Requester } from "../../events/action.ts";
import type { Gatekeeper } from "../../guard/gatekeeper.ts";
import type { Asker } from "./asking.ts";
import type { Confirmer } from "./confirming.ts";
import type { HouseVoice } from "./house-voice.ts";
import type { MicrophoneSinks } from "./microphone-fleet.ts";
import { MicrophoneStates } from "./microphone-states.ts";

/** What a conversation at a microphone reaches. */
export interface HouseDialogueParts {
  readonly gatekeeper: Pick<Gatekeeper, "cancelAt" | "observe">;
  /** Asks for the rules. */
  readonly asker: Pick<Asker, "take" | "cancel">;
  readonly confirmer: Pick<Confirmer, "confirm">;
  readonly request: (action: Action, by: Requester) => void;
  /** Says on MQTT what a microphone is doing. */
  readonly show: (microphone: string, state: string) => void;
  /** Sounds the tone. */
  readonly cue: HouseVoice["cue"];
}

/** The side of a conversation that is not at the microphone: the light, the tone, and the answers about it. */
export class HouseDialogue implements Pick<
  MicrophoneSinks,
  "attention" | "recount" | "cancelled" | "answer" | "confirm"
> {
  readonly #parts: HouseDialogueParts;
  readonly #states: MicrophoneStates;

  constructor(parts: HouseDialogueParts) {
    this.#parts = parts;
    this.#states = new MicrophoneStates(parts.show);
  }

  readonly attention: MicrophoneSinks["attention"] = (microphone, { state, cue }) => {
    this.#states.attends(microphone, state);
    if (cue) void this.#parts.cue();
  };

  readonly recount: MicrophoneSinks["recount"] = (microphone, account) => {
    const why = `Somebody at microphone ${microphone} asked what was heard.`;
    this.#parts.request({ kind: "speak", text: account }, { kind: "gatehouse", why });
  };

  /** An answer is a rule's, or else the guard's: what nobody has asked counts for nothing there. */
  readonly answer: MicrophoneSinks["answer"] = (answer) => {
    if (this.#parts.asker.take(answer)) return;
    if (answer.cancelled === true) this.cancelled(answer.microphone);
    else this.#parts.gatekeeper.observe({ kind: "answer", answer });
  };

  readonly confirm: MicrophoneSinks["confirm"] = (microphone, sentence) =>
    this.#parts.confirmer.confirm(microphone, sentence);

  readonly cancelled: MicrophoneSinks["cancelled"] = (microphone) => {
    this.#parts.asker.cancel(microphone);
    this.#parts.gatekeeper.cancelAt(microphone);
  };

  /** Gatehouse begins or ends to speak. */
  speaks(speaking: boolean): void {
    this.#states.speaks(speaking);
  }
}
