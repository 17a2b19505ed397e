import { LibavAudioReader } from "../../../adapters/libav/audio-reader.ts";
import { SphinxRecogniser } from "../../../adapters/pocketsphinx/recogniser.ts";
import { RnnoiseSuppressor } from "../../../adapters/rnnoise/rnnoise-suppressor.ts";
import { SileroActivity } from "../../../adapters/silero/silero-activity.ts";
import type { Heard } from "../../../perception/voice/heard.ts";
import { Hearing } from "../../../perception/voice/hearing.ts";
import type { HearingOptions, HearingSettings } from "../../../perception/voice/hearing-options.ts";
import type { CommandRecogniser } from "../../../perception/voice/ports.ts";
import type { Clock, Scheduler } from "../../../runtime/clock.ts";
import { GatehouseError } from "../../../runtime/errors.ts";
import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";

const CHUNK = (SAMPLE_RATE_HZ * 80) / 1000;

export interface EarsOptions {
  /** Path of the voice activity model. */
  readonly activityModel: string;
  readonly settings: HearingSettings;
  readonly clock: Clock;
}

/** An utterance, and how much sound had been heard when it was decided: ms after the end of its speech. */
export interface HeardInTime {
  readonly heard: Heard;
  readonly soundAfterMs: number;
}

/** Ears that learn their sentences once and then hear one recording after the other, each as if nothing had been said before. */
export class Ears {
  readonly #options: EarsOptions;
  readonly #activity: SileroActivity;
  readonly #recogniser: CommandRecogniser;
  readonly #suppressor = new RnnoiseSuppressor();

  private constructor(options: EarsOptions, activity: SileroActivity, recogniser: CommandRecogniser) {
    this.#options = options;
    this.#activity = activity;
    this.#recogniser = recogniser;
  }

  /** Rejects with kind `missing` where the model, PocketSphinx or its English model is. */
  static async open(options: EarsOptions): Promise<Ears> {
    const { grammar, dictionary } = options.settings;
    const recogniser = new SphinxRecogniser();
    await recogniser.prepare({ jsgf: grammar.jsgf, dictionary });
    return new Ears(options, await SileroActivity.load(options.activityModel), recogniser);
  }

  /**
   * Everything that is heard in a sound (16 kHz mono), as the daemon hears it. End it with a second of silence.
   * Rejects with `EVAL_VOICE_FAILED` if the recogniser fails on an utterance.
   */
  async hear(sound: Int16Array): Promise<readonly HeardInTime[]> {
    const all: HeardInTime[] = [];
    const { at, t } = this.#options.clock.now();
    let heardUntil = t;
    const failures: string[] = [];
    const hearing = await this.#fresh({
      explain: (heard) => all.push({ heard, soundAfterMs: heardUntil - heard.utterance.endT }),
      failed: (why) => failures.push(why),
    });
    for (let start = 0; start < sound.length; start += CHUNK) {
      const since = (start / SAMPLE_RATE_HZ) * 1000;
      const samples = sound.slice(start, start + CHUNK);
      heardUntil = t + since + (samples.length / SAMPLE_RATE_HZ) * 1000;
      await hearing.accept({ samples, at: at + since, t: t + since });
      await hearing.settled();
    }
    const [failure] = failures;
    if (failure !== undefined)
      throw new GatehouseError("EVAL_VOICE_FAILED", `an utterance could not be recognised: ${failure}`, {
        kind: "failed",
      });
    return all;
  }

  async close(): Promise<void> {
    await this.#recogniser.close();
    await this.#activity.close();
  }

  async #fresh(told: Pick<Required<HearingOptions>, "explain" | "failed">): Promise<Hearing> {
    this.#activity.reset();
    const recogniser = this.#recogniser;
    const hearing = new Hearing({
      microphone: "recording",
      activity: this.#activity,
      // It knows its sentences already: learning them takes longer than hearing a short recording.
      recogniser: {
        prepare: () => Promise.resolve(),
        recognise: (samples, expectation) => recogniser.recognise(samples, expectation),
        choose: (samples, candidates) => recogniser.choose(samples, candidates),
        close: () => Promise.resolve(),
      },
      suppressor: this.#suppressor,
      clock: this.#options.clock,
      report: () => undefined,
      ...told,
    });
    await hearing.configure(this.#options.settings);
    return hearing;
  }
}

/** The sound of a file as 16 kHz mono. Rejects with a media error if it cannot be read. */
export async function soundOf(
  path: string,
  parts: { readonly scheduler: Scheduler; readonly signal?: AbortSignal },
): Promise<Int16Array> {
  const blocks: Int16Array[] = [];
  for await (const block of new LibavAudioReader(parts).samples(path, parts.signal))
    blocks.push(block.slice());
  const all = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
