import type { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { RnnoiseSuppressor } from "../../adapters/rnnoise/rnnoise-suppressor.ts";
import type {
  CommandListening,
  Listening,
  OfferedEars,
  SoundConversion,
} from "../../adapters/wyoming/conversation.ts";
import type { Offer } from "../../adapters/wyoming/info.ts";
import type { SoundFormat } from "../../adapters/wyoming/sound.ts";
import type { HearingSettings } from "../../perception/voice/hearing-options.ts";
import { CommandStream } from "../../perception/voice/offered/command-stream.ts";
import { WakeStream } from "../../perception/voice/offered/wake-stream.ts";
import type { CommandRecogniser } from "../../perception/voice/ports.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { VERSION } from "../version.ts";

export interface EarsParts {
  readonly activity: SileroActivity;
  readonly recogniser: CommandRecogniser;
}

/** What changes with the configuration. */
export interface Known {
  /** Of the services, for the hub. */
  readonly name: string;
  readonly settings: HearingSettings;
}

/** Gatehouse's own ears for others: the streams share models and recogniser, and each remembers its own sound. */
export class SharedEars implements OfferedEars {
  readonly #parts: EarsParts;
  readonly #suppressor = new RnnoiseSuppressor();
  readonly #counts = { wakes: 0, commands: 0, noCommands: 0, tooLong: 0 };
  #settings: HearingSettings;
  #name: string;

  constructor(parts: EarsParts, known: Known) {
    this.#parts = parts;
    this.#settings = known.settings;
    this.#name = known.name;
  }

  /** For the heartbeat. */
  get counters(): Readonly<Record<string, number>> {
    return { ...this.#counts };
  }

  get offer(): Offer {
    return { name: this.#name, version: VERSION, wakePhrase: this.#settings.wakePhrase };
  }

  /** What may be said from now on; streams that have begun follow. */
  learn(known: Known): void {
    this.#settings = known.settings;
    this.#name = known.name;
  }

  awaitWake(): Listening<boolean> | null {
    if (this.#settings.wakePhrase === null) return null;
    const stream = new WakeStream(this.#streamParts());
    return {
      push: async (samples) => {
        const isWoken = await stream.push(samples);
        if (isWoken) this.#counts.wakes += 1;
        return isWoken;
      },
    };
  }

  awaitCommand(): CommandListening {
    const stream = new CommandStream({ ...this.#streamParts(), suppressor: this.#suppressor });
    return {
      push: (samples) => stream.push(samples),
      finish: async () => {
        const sentence = await stream.finish();
        this.#counts[sentence === "" ? "noCommands" : "commands"] += 1;
        if (stream.isTooLong) this.#counts.tooLong += 1;
        return sentence;
      },
    };
  }

  async conversion({ rate, channels }: SoundFormat): Promise<SoundConversion> {
    if (rate === SAMPLE_RATE_HZ && channels === 1) return AS_IT_IS;
    // Loaded here: the media library takes 23 MB, and hubs send what needs no conversion.
    const { MonoResampler } = await import("../../adapters/libav/mono-resampler.ts");
    const mono = MonoResampler.ofPcm({ rate, channels });
    return {
      convert: (pcm) => mono.convert([pcm], pcm.length / (2 * channels)) ?? new Int16Array(0),
      rest: () => mono.convert(null, 0) ?? new Int16Array(0),
      close: () => mono.close(),
    };
  }

  #streamParts(): ConstructorParameters<typeof WakeStream>[0] {
    const { activity, recogniser } = this.#parts;
    return { activity: activity.another(), recogniser, settings: () => this.#settings };
  }
}

const AS_IT_IS: SoundConversion = {
  // A copy: samples must begin at an even address.
  convert: (pcm) => new Int16Array(Uint8Array.from(pcm).buffer),
  rest: () => new Int16Array(0),
  close: () => undefined,
};
