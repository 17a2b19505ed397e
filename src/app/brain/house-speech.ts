import type { Ears, Speaker } from "../../devices/ports.ts";
import type { ProcessParts } from "../process-parts.ts";
import { Asker } from "./asking.ts";
import { ChallengeWork } from "./challenge-work.ts";
import type { Core } from "./core.ts";
import { Confirmer } from "./confirming.ts";
import { HouseDialogue } from "./house-dialogue.ts";
import { HouseVoice } from "./house-voice.ts";
import { PatientVoice } from "./patient-voice.ts";
import type { Sensors } from "./sensors.ts";

/** What speech needs of the rest of the house, which is made after it. */
export interface HouseSpeechOptions extends ProcessParts {
  readonly core: Core;
  readonly sensors: () => Pick<Sensors, "deafUntil" | "toCamera" | "toMicrophone">;
  /** Says on MQTT what a microphone is doing. */
  readonly show: (microphone: string, state: string) => void;
}

/** Everything that speaks, asks, and holds conversations. */
export interface HouseSpeech {
  readonly voice: HouseVoice;
  readonly dialogue: HouseDialogue;
  readonly challenges: ChallengeWork;
  /** For whatever has time until nobody is being challenged. */
  readonly speaker: Speaker;
  /** For what rules want to hear. */
  readonly ears: Ears;
}

/** Makes the house's voice and what it is used for. */
export function houseSpeech(options: HouseSpeechOptions): HouseSpeech {
  const { core, sensors, show } = options;
  const voice: HouseVoice = new HouseVoice({
    ...options,
    deafUntil: (t) => sensors().deafUntil(t),
    speaks: (speaking) => dialogue.speaks(speaking),
  });
  const dialogue = new HouseDialogue({
    ...core,
    show,
    cue: () => voice.cue(),
    confirmer: { confirm: (microphone, sentence) => confirmer.confirm(microphone, sentence) },
    asker: { take: (answer) => asker.take(answer), cancel: (microphone) => asker.cancel(microphone) },
  });
  const challenges = new ChallengeWork({
    ...options,
    gatekeeper: core.gatekeeper,
    speaker: voice,
    toCamera: (camera, message) => sensors().toCamera(camera, message),
    toMicrophone: (microphone, message) => sensors().toMicrophone(microphone, message),
  });
  const speaker = new PatientVoice(voice, () => challenges.untilQuiet());
  const asker: Asker = new Asker({
    ...options,
    speaker,
    canSpeak: () => voice.canSpeak,
    isChallenging: () => core.gatekeeper.isAsking,
    emit: (draft) => core.kernel.emit(draft),
    toMicrophone: (microphone, message) => sensors().toMicrophone(microphone, message),
  });
  const confirmer = new Confirmer({
    asker,
    canAsk: () => voice.confirms && voice.canSpeak,
    logger: options.logger,
  });
  const ears: Ears = {
    ask: (asking) => asker.ask(asking),
    listen: (microphone, forMs) => sensors().toMicrophone(microphone, { type: "listen", forMs }),
  };
  return { voice, dialogue, challenges, speaker, ears };
}
