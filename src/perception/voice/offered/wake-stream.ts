import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";
import type { HearingSettings } from "../hearing-options.ts";
import type { CommandRecogniser, VoiceActivity } from "../ports.ts";
import { understand } from "../understand.ts";
import { Framer, Utterances, type SoundFrame } from "../utterances.ts";
import { wakeSpotter, WakeWatch } from "../wake/watch.ts";

/** What one stream of somebody else's sound is heard with. */
export interface StreamParts {
  /** This stream's own: it remembers what was heard. */
  readonly activity: VoiceActivity;
  readonly recogniser: CommandRecogniser;
  /** What may be said now. */
  readonly settings: () => HearingSettings;
}

/** Looks for the wake phrase in a stream of sound: with the head as it is said, without one at the end of each utterance. */
export class WakeStream {
  readonly #parts: StreamParts;
  readonly #framer = new Framer();
  readonly #utterances = new Utterances();
  #settings: HearingSettings | null = null;
  #watch: WakeWatch | null = null;
  #heard = 0;

  constructor(parts: StreamParts) {
    this.#parts = parts;
  }

  /** Takes the next samples, 16 kHz mono; whether the phrase was heard in them. Calls must not overlap. */
  async push(samples: Int16Array): Promise<boolean> {
    this.#learn();
    const t = (this.#heard / SAMPLE_RATE_HZ) * 1000;
    this.#heard += samples.length;
    let woken = false;
    for (const frame of this.#framer.frames({ samples, t, at: t }))
      woken = (await this.#look(frame)) || woken;
    return woken;
  }

  /** Another phrase or model begins anew. */
  #learn(): void {
    const settings = this.#parts.settings();
    if (settings === this.#settings) return;
    const { wakeModel = null, grammar } = settings;
    const { recogniser } = this.#parts;
    this.#settings = settings;
    this.#watch = wakeModel === null ? null : new WakeWatch(wakeSpotter(wakeModel, { recogniser, grammar }));
    this.#utterances.reset();
  }

  async #look(frame: SoundFrame): Promise<boolean> {
    const speech = await this.#parts.activity.probability(frame.samples);
    if (this.#watch !== null) return (await this.#watch.push({ ...frame, speech })) !== null;
    const { utterance } = this.#utterances.push(frame, speech);
    if (utterance === null || this.#settings === null) return false;
    const { recogniser } = this.#parts;
    const by = { recogniser, context: this.#settings, suppressor: null };
    const { verdict } = await understand(utterance.samples, "addressed", by);
    return "wakeEndMs" in verdict && verdict.wakeEndMs !== null;
  }
}
