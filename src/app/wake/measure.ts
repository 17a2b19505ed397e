import { upperBound95 } from "../../perception/voice/wake/bound.ts";
import { SAMPLE_RATE_HZ } from "../../sensors/audio-chunk.ts";
import type { WakeEar } from "./ear.ts";

/** A recording under a name. */
export interface Named {
  readonly name: string;
  readonly samples: Int16Array;
}

/** How well a wake phrase is heard, and other speech is not taken for it. */
export interface WakeMeasure {
  readonly positives: number;
  readonly heard: number;
  readonly recall: number | null;
  readonly missed: readonly string[];
  readonly hours: number;
  readonly falseAccepts: number;
  readonly falseAcceptsPerHour: number | null;
  /** The rate stays below with 95 % confidence. */
  readonly upperBound95PerHour: number | null;
  readonly falselyAccepted: readonly string[];
}

/** Plays recordings to an ear: those with the phrase in them, and others. */
export async function measureWake(
  ear: Pick<WakeEar, "wakesIn">,
  recordings: {
    readonly positives: AsyncIterable<Named> | Iterable<Named>;
    readonly negatives: AsyncIterable<Named> | Iterable<Named>;
  },
): Promise<WakeMeasure> {
  const missed: string[] = [];
  let positives = 0;
  for await (const { name, samples } of recordings.positives) {
    positives += 1;
    if ((await ear.wakesIn(samples)).length === 0) missed.push(name);
  }
  const falselyAccepted: string[] = [];
  let seconds = 0;
  for await (const { name, samples } of recordings.negatives) {
    seconds += samples.length / SAMPLE_RATE_HZ;
    for (const { t } of await ear.wakesIn(samples))
      falselyAccepted.push(`${name} at ${Math.max(0, t / 1000).toFixed(1)} s`);
  }
  const hours = seconds / 3600;
  const falseAccepts = falselyAccepted.length;
  return {
    positives,
    heard: positives - missed.length,
    recall: positives === 0 ? null : (positives - missed.length) / positives,
    missed,
    hours,
    falseAccepts,
    falseAcceptsPerHour: hours === 0 ? null : falseAccepts / hours,
    upperBound95PerHour: hours === 0 ? null : upperBound95(falseAccepts, hours),
    falselyAccepted,
  };
}
