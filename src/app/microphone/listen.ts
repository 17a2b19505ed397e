import { SphinxRecogniser } from "../../adapters/pocketsphinx/recogniser.ts";
import { RnnoiseSuppressor } from "../../adapters/rnnoise/rnnoise-suppressor.ts";
import { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import type { Heard } from "../../perception/voice/heard.ts";
import { Gain } from "../../perception/sound/gain.ts";
import { Hearing } from "../../perception/voice/hearing.ts";
import type { Spotted } from "../../perception/voice/wake/spotter.ts";
import type { WakeModel } from "../../perception/voice/wake/watch.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { ProcessParts } from "../process-parts.ts";
import { openAudioSource } from "./audio-source.ts";
import { prepareSettings, type SpokenSetup } from "./hearing-settings.ts";

export interface ListenOptions {
  /** A file, `alsa:DEVICE` or `pulse:NAME`. */
  readonly source: string;
  /** How much louder the sound is made, dB. */
  readonly gainDb?: number | undefined;
  /** Path of the voice activity model. */
  readonly activityModel: string;
  readonly setup: SpokenSetup;
  /** Hears the wake phrase as soon as it is said; without it the phrase is found when the utterance is over. */
  readonly wakeModel?: WakeModel | null;
  readonly parts: ProcessParts;
  readonly signal: AbortSignal;
  /** Each utterance; times in seconds since the sound began. */
  readonly heard: (heard: Heard, seconds: { readonly start: number; readonly end: number }) => void;
  /** The wake phrase, as soon as the model has heard it; in seconds since the sound began. */
  readonly spotted?: (spotted: Spotted, seconds: number) => void;
  /** Whether sound flows, for people. */
  readonly health: (ok: boolean, why: string) => void;
}

/**
 * Listens to a whole file, as fast as it goes, or to a device until `signal` aborts. Rejects with kind `missing` if a
 * file cannot be read or something needed is not installed. Resolves with the counters of the hearing.
 */
export async function listen(options: ListenOptions): Promise<Readonly<Record<string, number>>> {
  const { settings, problems } = await prepareSettings(options.setup);
  const [problem] = problems;
  if (problem !== undefined)
    throw new GatehouseError(
      "VOICE_SENTENCE",
      `the sentence "${problem.sentence}" of ${problem.intent} cannot be used: character ${problem.offset + 1}: ${problem.message}`,
      { kind: "usage" },
    );
  const activity = await SileroActivity.load(options.activityModel);
  const recogniser = new SphinxRecogniser();
  let beginT: number | null = null;
  const since = (t: number): number => (t - (beginT ?? t)) / 1000;
  const gain = new Gain(options.gainDb);
  const hearing = new Hearing({
    microphone: options.source,
    activity,
    recogniser,
    suppressor: new RnnoiseSuppressor(),
    clock: options.parts.clock,
    report: () => undefined,
    spotted: (spotted) => options.spotted?.(spotted, since(spotted.t)),
    explain: (heard) =>
      options.heard(heard, { start: since(heard.utterance.startT), end: since(heard.utterance.endT) }),
    failed: (why) => options.health(false, why),
  });
  await hearing.configure({ ...settings, wakeModel: options.wakeModel });
  const source = openAudioSource({ source: options.source, loop: false, paced: false }, options.parts);
  if (source === null)
    throw new GatehouseError("VOICE_SOURCE", "a camera's sound can be listened to by the daemon only", {
      kind: "usage",
    });
  try {
    await new Promise<void>((resolve) => {
      options.signal.addEventListener("abort", () => resolve(), { once: true });
      source.start({
        chunk: (chunk) => {
          beginT ??= chunk.t;
          return hearing.accept(gain.apply(chunk));
        },
        health: options.health,
        ended: resolve,
      });
    });
    await source.stop();
    await hearing.settled();
    return { ...hearing.counters, clippedSamples: gain.clipped };
  } finally {
    await source.stop();
    await recogniser.close();
    await activity.close();
  }
}
