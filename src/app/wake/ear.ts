import { OnnxSpeechEmbedding, OnnxWakeHead } from "../../adapters/onnx/speech-embedding.ts";
import { SphinxRecogniser } from "../../adapters/pocketsphinx/recogniser.ts";
import { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { ACTIVITY_FRAME_SAMPLES } from "../../perception/voice/ports.ts";
import { checkPhrase } from "../../perception/voice/wake/phrase-check.ts";
import { WakeSpotter, type PhraseCheck, type Spotted } from "../../perception/voice/wake/spotter.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import { prepareSettings } from "../microphone/hearing-settings.ts";

/** What hears a wake phrase in recordings, as a microphone does. */
export interface EarOptions {
  readonly head: string;
  /** Null: the head decides alone. */
  readonly phrase: string | null;
  readonly threshold: number;
  readonly models: { readonly "voice-activity": string; readonly "speech-embedding": string };
}

const FRAME_MS = (ACTIVITY_FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;
/** Silence before a recording: whoever speaks in it does not begin at the moment a microphone is switched on. */
const LEAD = new Int16Array(2 * SAMPLE_RATE_HZ);

/** One chain: voice activity, head, and the check by the recogniser. */
export class WakeEar {
  readonly #activity: SileroActivity;
  readonly #spotter: WakeSpotter;
  readonly #close: () => Promise<void>;

  private constructor(activity: SileroActivity, spotter: WakeSpotter, close: () => Promise<void>) {
    this.#activity = activity;
    this.#spotter = spotter;
    this.#close = close;
  }

  /** Rejects with errors of kind `missing` if a model or PocketSphinx is not there. */
  static async open({ head: path, phrase, threshold, models }: EarOptions): Promise<WakeEar> {
    const activity = await SileroActivity.load(models["voice-activity"]);
    const embedding = await OnnxSpeechEmbedding.load(models["speech-embedding"]);
    const head = await OnnxWakeHead.load(path);
    const checker = phrase === null ? null : await phraseChecker(phrase);
    const spotter = new WakeSpotter({ embedding, head, check: checker?.check ?? null, threshold });
    return new WakeEar(activity, spotter, async () => {
      await Promise.all([activity.close(), embedding.close(), head.close(), checker?.close()]);
    });
  }

  /** The wakes in a recording; `t` in ms since its beginning. What was heard before is forgotten. */
  async wakesIn(recording: Int16Array): Promise<readonly Spotted[]> {
    this.#activity.reset();
    this.#spotter.reset();
    const sound = new Int16Array(LEAD.length + recording.length + SAMPLE_RATE_HZ);
    sound.set(recording, LEAD.length);
    const wakes: Spotted[] = [];
    const leadMs = (LEAD.length / SAMPLE_RATE_HZ) * 1000;
    for (let frame = 0; (frame + 1) * ACTIVITY_FRAME_SAMPLES <= sound.length; frame += 1) {
      const samples = sound.subarray(frame * ACTIVITY_FRAME_SAMPLES, (frame + 1) * ACTIVITY_FRAME_SAMPLES);
      const speech = await this.#activity.probability(samples);
      const spotted = await this.#spotter.push({ samples, t: frame * FRAME_MS - leadMs, speech });
      if (spotted !== null) wakes.push(spotted);
    }
    return wakes;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

async function phraseChecker(phrase: string): Promise<{ check: PhraseCheck; close: () => Promise<void> }> {
  const { settings } = await prepareSettings({
    wakePhrase: phrase,
    intents: [],
    thresholds: { accept: -12, acceptGuarded: -5 },
    guardedIntents: [],
  });
  const recogniser = new SphinxRecogniser();
  await recogniser.prepare({ jsgf: settings.grammar.jsgf, dictionary: settings.dictionary });
  return {
    check: (sound) => checkPhrase(sound, { recogniser, grammar: settings.grammar }),
    close: () => recogniser.close(),
  };
}
