import { OnnxMatrixProduct } from "../../adapters/onnx/matrix-product.ts";
import { OnnxSpeechEmbedding } from "../../adapters/onnx/speech-embedding.ts";
import { commonWords } from "../../adapters/pocketsphinx/common-words.ts";
import { VOICES, type Voice } from "../../adapters/speech/voices.ts";
import { wakeHeadFile } from "../../models/wake-head-file.ts";
import { EMBEDDING_SIZE, HEAD_EMBEDDINGS } from "../../perception/voice/wake/ports.ts";
import type { Sound } from "../../perception/voice/wake/training/augment.ts";
import { nearMisses } from "../../perception/voice/wake/training/near-misses.ts";
import { pick, seeded } from "../../perception/voice/wake/training/random.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { AudioReader } from "../../sensors/ports.ts";
import { pronounced } from "../microphone/hearing-settings.ts";
import type { BackgroundFiles } from "./background.ts";
import { spokenMisses, spokenPhrase } from "./material.ts";
import { readSound, Speech, type Spoken } from "./spoken.ts";
import { networksFrom, windowsFrom, type HeadOptions } from "./train-head.ts";

export interface PhraseTraining {
  readonly phrase: string;
  readonly seed: number;
  readonly background: BackgroundFiles;
  /** Files in which the user says the phrase. */
  readonly recordings: readonly string[];
  /** Fewer voices, near misses and steps, for tests. */
  readonly effort?: { readonly voices: readonly Voice[]; readonly misses: number; readonly steps: number };
  /** Path of the speech embedding's model. */
  readonly embeddingModel: string;
  readonly reader: AudioReader;
  readonly signal: AbortSignal;
  readonly progress: (stage: string, part: number) => void;
}

/** A trained head, and what it was made of. */
export interface TrainedPhrase {
  readonly file: Uint8Array;
  readonly voices: readonly string[];
  readonly synthesisedClips: number;
  readonly nearMisses: number;
  readonly backgroundHours: number;
  /** The phrase by voices that it was not trained with. */
  readonly heldBack: readonly Spoken[];
}

/** Voices that are kept to measure with: a speaker, and some of the robots. */
const HELD_BACK = /^festival ked_diphone$|\+(m5|f3)$/u;
/** Sounds that come before the phrase now and then. */
const CONTEXT_SOUNDS = 60;

/** Synthesises, varies and learns. Rejects with errors of kind `missing` if no voice or model is there. */
export async function trainPhrase(training: PhraseTraining): Promise<TrainedPhrase> {
  const { phrase, background, reader, signal, progress } = training;
  const random = seeded(training.seed);
  const speech = await Speech.open({ reader, signal });
  const embedding = await OnnxSpeechEmbedding.load(training.embeddingModel);
  const product = await OnnxMatrixProduct.create();
  try {
    const { effort } = training;
    const voices = await speech.available(effort?.voices ?? VOICES);
    if (effort === undefined) demandVoices(voices);
    const said = await spokenPhrase(phrase, {
      ...{ voices, speech },
      progress: (part) => progress("speaking the phrase", part),
    });
    const synthesised = said.filter(({ voice }) => !HELD_BACK.test(voice));
    const all = nearMisses(await phonesOf(phrase), await commonWords(), random);
    const misses = all.slice(0, effort?.misses);
    const spoken = await spokenMisses(misses, {
      ...{ voices, speech, random },
      progress: (part) => progress("speaking near misses", part),
    });
    const recorded: Sound[] = [];
    for (const file of training.recordings) recorded.push(await readSound(file, reader, signal));
    const context: Sound[] = [];
    for (let i = 0; i < CONTEXT_SOUNDS; i += 1)
      context.push(await readSound(pick(random, background.train), reader, signal));
    const options: HeadOptions = { embedding, product, random, signal, progress, steps: effort?.steps };
    const heard = { samples: 0 };
    const set = await windowsFrom(
      {
        phrase: [
          ...synthesised.map(({ sound }) => ({ sound, recorded: false })),
          ...recorded.map((sound) => ({ sound, recorded: true })),
        ],
        misses: spoken.map(({ sound }) => sound),
        background: sounds(background.train, { reader, signal, heard }),
        context,
      },
      options,
      background.train.length,
    );
    const networks = await networksFrom(set, options);
    return {
      file: wakeHeadFile(networks, { embeddings: [HEAD_EMBEDDINGS, EMBEDDING_SIZE], offset: 0 }),
      voices: [...new Set(synthesised.map(({ voice }) => voice))],
      synthesisedClips: synthesised.length,
      nearMisses: spoken.length,
      backgroundHours: heard.samples / 16_000 / 3_600,
      heldBack: said.filter(({ voice }) => HELD_BACK.test(voice)),
    };
  } finally {
    await Promise.all([speech.close(), embedding.close(), product.close()]);
  }
}

function demandVoices(voices: readonly Voice[]): void {
  const engines = new Set(voices.map(({ name }) => name.split(" ")[0]));
  const missing = ["flite", "festival", "espeak-ng"].filter((engine) => !engines.has(engine));
  if (missing.length === 0) return;
  throw new GatehouseError(
    "WAKE_VOICES",
    `the phrase has to be spoken by several voices, and ${missing.join(" and ")} cannot speak here: ` +
      "apt-get install flite espeak-ng festival festvox-kallpc16k festvox-kdlpc16k festvox-us-slt-hts",
    { kind: "missing" },
  );
}

async function phonesOf(phrase: string): Promise<{ word: string; phones: readonly string[] }[]> {
  const entries = await pronounced([phrase]);
  return phrase.split(" ").map((word) => {
    const entry = entries.find((one) => one.word === word);
    if (entry !== undefined) return { word, phones: entry.phones.split(" ") };
    throw new GatehouseError("WAKE_PHRASE", `nobody knows how "${word}" of the phrase is pronounced`, {
      kind: "usage",
    });
  });
}

async function* sounds(
  files: readonly string[],
  { reader, signal, heard }: { reader: AudioReader; signal: AbortSignal; heard: { samples: number } },
): AsyncIterable<Sound> {
  for (const file of files) {
    const sound = await readSound(file, reader, signal);
    heard.samples += sound.length;
    yield sound;
  }
}
