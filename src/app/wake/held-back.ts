import { noisy, loudness } from "../../perception/voice/wake/training/augment.ts";
import { between, seeded } from "../../perception/voice/wake/training/random.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import type { AudioReader } from "../../sensors/ports.ts";
import type { WakeCard } from "./card.ts";
import { WakeEar, type EarOptions } from "./ear.ts";
import { measureWake, type Named } from "./measure.ts";
import { readSound, type Spoken } from "./spoken.ts";

export interface HeldBackOptions {
  readonly phrase: string;
  readonly models: EarOptions["models"];
  readonly reader: AudioReader;
  readonly signal: AbortSignal;
  readonly seed: number;
  readonly positives: readonly Spoken[];
  /** Files of speech. */
  readonly background: readonly string[];
}

/** Synthesised speech comes out of nothing; a room is never so still. */
const SNR_DB = [15, 35] as const;

/** Measures a head on voices and speech that it was not trained with. */
export async function measureHeldBack(head: string, options: HeldBackOptions): Promise<WakeCard["heldBack"]> {
  const { phrase, models, positives, background, reader, signal } = options;
  const ear = await WakeEar.open({ head, phrase, threshold: 0.5, models });
  try {
    const measured = await measureWake(ear, {
      positives: spokenIn(positives, options.seed),
      negatives: read(background, { reader, signal }),
    });
    return {
      voices: [...new Set(positives.map(({ voice }) => voice))],
      clips: measured.positives,
      recall: measured.recall,
      backgroundHours: measured.hours,
      falseAccepts: measured.falseAccepts,
      upperBound95PerHour: measured.upperBound95PerHour,
    };
  } finally {
    await ear.close();
  }
}

function* spokenIn(clips: readonly Spoken[], seed: number): Iterable<Named> {
  const random = seeded(seed);
  for (const { voice, sound } of clips) {
    const level = loudness(sound);
    const padded = new Float32Array(sound.length + SAMPLE_RATE_HZ);
    padded.set(sound, SAMPLE_RATE_HZ / 2);
    const heard = noisy(padded, { level, snrDb: between(random, ...SNR_DB) }, random);
    yield { name: voice, samples: Int16Array.from(heard) };
  }
}

async function* read(
  files: readonly string[],
  { reader, signal }: { reader: AudioReader; signal: AbortSignal },
): AsyncIterable<Named> {
  for (const file of files)
    yield { name: file, samples: Int16Array.from(await readSound(file, reader, signal)) };
}
