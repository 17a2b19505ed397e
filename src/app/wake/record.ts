import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SileroActivity } from "../../adapters/silero/silero-activity.ts";
import { Framer, Utterances, type Utterance } from "../../perception/voice/utterances.ts";
import { encodeWav } from "../../perception/voice/wav.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { AudioChunk } from "../../sensors/audio-chunk.ts";
import { openAudioSource } from "../microphone/audio-source.ts";
import type { ProcessParts } from "../process-parts.ts";

export interface RecordOptions {
  /** `alsa:DEVICE`, `pulse:NAME`, or a file. */
  readonly source: string;
  readonly folder: string;
  /** Name of the files, with their number behind it. */
  readonly name: string;
  readonly count: number;
  /** Path of the voice activity model. */
  readonly activityModel: string;
  readonly parts: ProcessParts;
  readonly signal: AbortSignal;
  /** Said before each recording, and of what was not taken. */
  readonly tell: (what: Told) => void;
}

export type Told =
  | { readonly kind: "say"; readonly number: number }
  | { readonly kind: "taken"; readonly path: string; readonly seconds: number }
  | { readonly kind: "again"; readonly why: string }
  | { readonly kind: "health"; readonly why: string };

/** A phrase takes so long, with a breath on either side. */
const SECONDS = { least: 0.3, most: 2.5 } as const;
/** Everything over this is at the end of the scale. */
const CLIPPED = 32_700;
/** Quieter than this, as the loudest value, speech drowns in the noise of most microphones. */
const FAINT = 600;

/** Records a phrase several times, each in a file of its own. Resolves with the files; ends early with the source or the signal. */
export async function recordPhrase(options: RecordOptions): Promise<readonly string[]> {
  const { source: wish, parts, signal, tell, count } = options;
  const source = openAudioSource({ source: wish, loop: false, paced: false }, parts);
  if (source === null)
    throw new GatehouseError("VOICE_SOURCE", "a camera's sound cannot be recorded this way", {
      kind: "usage",
    });
  await mkdir(options.folder, { recursive: true });
  const activity = await SileroActivity.load(options.activityModel);
  const [framer, utterances] = [new Framer(), new Utterances()];
  const taken: string[] = [];
  tell({ kind: "say", number: 1 });
  const hear = async (chunk: AudioChunk): Promise<void> => {
    for (const frame of framer.frames(chunk)) {
      const { endpoint, utterance } = utterances.push(frame, await activity.probability(frame.samples));
      if (taken.length >= count) return;
      if (endpoint.kind === "too-long") tell({ kind: "again", why: "that was too long: only the phrase" });
      if (utterance === null) continue;
      const why = whyNot(utterance);
      if (why === null) await keep(utterance, taken, options);
      else tell({ kind: "again", why });
      if (taken.length < count) tell({ kind: "say", number: taken.length + 1 });
    }
  };
  try {
    await new Promise<void>((resolve, reject) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
      source.start({
        chunk: (chunk) =>
          hear(chunk).then(() => {
            if (taken.length >= count) resolve();
          }, reject),
        health: (ok, why) => {
          if (!ok) tell({ kind: "health", why });
        },
        ended: resolve,
      });
    });
    return taken;
  } finally {
    await source.stop();
    await activity.close();
  }
}

/** Why a recording is no good; null if it is. */
function whyNot({ startT, endT, samples }: Utterance): string | null {
  const seconds = (endT - startT) / 1000;
  if (seconds < SECONDS.least) return "that was too short";
  if (seconds > SECONDS.most) return "that was too long: only the phrase";
  const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (loudest >= CLIPPED) return "that was too loud: go back a little, or turn the microphone down";
  return loudest < FAINT ? "that was too quiet: come nearer, or turn the microphone up" : null;
}

async function keep(
  { samples, startT, endT }: Utterance,
  taken: string[],
  { folder, name, tell }: RecordOptions,
): Promise<void> {
  const path = join(folder, `${name}-${String(taken.length + 1).padStart(2, "0")}.wav`);
  await writeFile(path, encodeWav(samples));
  taken.push(path);
  tell({ kind: "taken", path, seconds: (endT - startT) / 1000 });
}
