import { SAMPLE_RATE_HZ } from "../../../sensors/audio-chunk.ts";

/** 32 ms, over which a level is taken. */
const FRAME = (SAMPLE_RATE_HZ * 32) / 1000;
/** Frames so far below the loud ones are pauses. */
const PAUSE_DB = 25;
/** The frame that stands for the loud ones: one in twenty is louder. */
const LOUD_SHARE = 0.95;
const FULL_SCALE = 32_767;

const meanSquare = (samples: Int16Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length);

/** Level of a sound, dB relative to full scale; −Infinity for silence. */
export function levelOf(power: number): number {
  return 10 * Math.log10(power / FULL_SCALE ** 2);
}

/**
 * Mean power (square of the sample values) of the speech in a recording, its pauses left out: of the 32 ms frames that
 * are at most 25 dB below the loud ones.
 */
export function activePower(samples: Int16Array): number {
  const powers: number[] = [];
  for (let start = 0; start < samples.length; start += FRAME)
    powers.push(meanSquare(samples.subarray(start, start + FRAME)));
  const loud = powers.toSorted((a, b) => a - b)[Math.floor((powers.length - 1) * LOUD_SHARE)] ?? 0;
  const active = powers.filter((power) => power >= loud * 10 ** (-PAUSE_DB / 10));
  return active.reduce((sum, power) => sum + power, 0) / Math.max(1, active.length);
}

/** What is mixed to recordings. */
export interface NoiseMix {
  /** Begun again at its end. */
  readonly noise: Int16Array;
  /** How far the noise is below the active speech, dB. */
  readonly snrDb: number;
  /** Where in the noise to begin, 0–1. */
  readonly offset: number;
}

/**
 * A recording with noise under all of it, the silence around the speech included. The noise's level is that of the piece
 * that is mixed in. If the sum would not fit, both are made quieter, so that nothing is clipped.
 */
export function withNoise(samples: Int16Array, mix: NoiseMix): Int16Array {
  const { noise, snrDb, offset } = mix;
  if (noise.length === 0 || samples.length === 0) return samples;
  const begin = Math.floor(offset * noise.length) % noise.length;
  const piece = samples.map((_, i) => noise[(begin + i) % noise.length] ?? 0);
  const power = meanSquare(piece);
  const gain = power === 0 ? 0 : Math.sqrt(activePower(samples) / 10 ** (snrDb / 10) / power);
  const sums = Float64Array.from(samples, (sample, i) => sample + gain * (piece[i] ?? 0));
  return fitted(sums);
}

/** The same sound louder or quieter; what is too loud is clipped, as by a microphone. */
export function amplified(samples: Int16Array, gainDb: number): Int16Array {
  const gain = 10 ** (gainDb / 20);
  return samples.map((sample) => Math.max(-FULL_SCALE, Math.min(FULL_SCALE, Math.round(sample * gain))));
}

function fitted(sums: Float64Array): Int16Array {
  const peak = sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0);
  const scale = peak > FULL_SCALE ? FULL_SCALE / peak : 1;
  return Int16Array.from(sums, (sum) => Math.round(sum * scale));
}
