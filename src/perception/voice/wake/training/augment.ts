import { SAMPLE_RATE_HZ } from "../../../../sensors/audio-chunk.ts";
import type { Random } from "./ports.ts";
import { between, gaussian } from "./random.ts";

/** Sound as numbers in the range of 16 bits. */
export type Sound = Float32Array;

/** Faster and higher (above 1), or slower and lower: the way of a smaller or a larger speaker. */
function atSpeed(sound: Sound, factor: number): Sound {
  return Float32Array.from({ length: Math.floor(sound.length / factor) }, (_, i) => {
    const at = i * factor;
    const before = Math.floor(at);
    const part = at - before;
    return (sound[before] as number) * (1 - part) + (sound[before + 1] ?? 0) * part;
  });
}

/** Brighter (above 0) or duller (below): another microphone. */
function tilted(sound: Sound, amount: number): Sound {
  return sound.map((value, i) => value - amount * (sound[i - 1] ?? 0));
}

/** Echoes that one hears in a room, thinly sampled. */
const ECHOES = 120;
const FIRST_ECHO_SAMPLES = 80;
const LOUDEST_ECHO = 0.35;
/** A room's reverberation time is the time in which its echo falls by 60 dB. */
const FALL = Math.log(1_000);

/** As heard in a room with this reverberation time; longer by a third of it. */
function inRoom(sound: Sound, seconds: number, random: Random): Sound {
  const span = Math.floor(seconds * SAMPLE_RATE_HZ);
  const heard = new Float32Array(sound.length + Math.floor(span / 3));
  heard.set(sound);
  for (let echo = 0; echo < ECHOES; echo += 1) {
    const delay = Math.floor(FIRST_ECHO_SAMPLES + random() * span);
    const strength = LOUDEST_ECHO * random() * Math.exp((-FALL * delay) / span) * (random() < 0.5 ? -1 : 1);
    const end = Math.min(sound.length, heard.length - delay);
    for (let i = 0; i < end; i += 1)
      heard[delay + i] = (heard[delay + i] as number) + strength * (sound[i] as number);
  }
  return heard;
}

/** Noise that hisses, rushes like rain, or rumbles. */
type NoiseColour = "white" | "pink" | "brown";
const NOISE_COLOURS: readonly NoiseColour[] = ["white", "pink", "brown"];

/** Noise of one colour; pink as Paul Kellet filters it (musicdsp.org). */
function noise(length: number, colour: NoiseColour, random: Random): Sound {
  const memory = [0, 0, 0] as [number, number, number];
  return Float32Array.from({ length }, () => {
    const white = gaussian(random);
    if (colour === "white") return white;
    if (colour === "brown") return (memory[0] = 0.98 * memory[0] + 0.2 * white);
    memory[0] = 0.997_65 * memory[0] + 0.099 * white;
    memory[1] = 0.963 * memory[1] + 0.2965 * white;
    memory[2] = 0.57 * memory[2] + 1.0527 * white;
    return memory[0] + memory[1] + memory[2] + 0.1848 * white;
  });
}

/** Root of the mean square. */
export function loudness(sound: Sound): number {
  let sum = 0;
  for (const value of sound) sum += value * value;
  return Math.sqrt(sum / Math.max(1, sound.length));
}

/** Without the silence before and behind it: what is quieter than 3 % of the loudest value. */
export function trimmed(sound: Sound): Sound {
  const least = 0.03 * sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const begin = sound.findIndex((value) => Math.abs(value) >= least);
  const end = sound.findLastIndex((value) => Math.abs(value) >= least);
  return sound.subarray(Math.max(0, begin), end + 1);
}

/** Adds `other`, scaled, from a place on, as far as there is room. */
export function mixIn(sound: Sound, other: Sound, { at, scale }: { at: number; scale: number }): void {
  const end = Math.min(other.length, sound.length - at);
  for (let i = 0; i < end; i += 1) sound[at + i] = (sound[at + i] as number) + scale * (other[i] as number);
}

const FULL_SCALE = 32_768;
/** How speech may sound when it arrives. */
const LEVELS_DB = [-38, -8] as const;
const SPEEDS = [0.88, 1.15] as const;
const TILTS = [-0.3, 0.5] as const;
const ROOMS_S = [0.1, 0.5] as const;

/** The same words from another throat, in another room, at another level. */
export function varied(sound: Sound, random: Random): Sound {
  let heard = atSpeed(sound, between(random, ...SPEEDS));
  if (random() < 0.5) heard = tilted(heard, between(random, ...TILTS));
  if (random() < 0.5) heard = inRoom(heard, between(random, ...ROOMS_S), random);
  const scale = (10 ** (between(random, ...LEVELS_DB) / 20) * FULL_SCALE) / Math.max(1, loudness(heard));
  return heard.map((value) => value * scale);
}

/** Adds noise of any colour, quieter than `level` by so many decibels, and keeps to 16 bits. */
export function noisy(
  sound: Sound,
  { level, snrDb }: { level: number; snrDb: number },
  random: Random,
): Sound {
  const colour = NOISE_COLOURS[Math.floor(random() * NOISE_COLOURS.length)] as NoiseColour;
  const added = noise(sound.length, colour, random);
  const scale = level / 10 ** (snrDb / 20) / Math.max(1e-9, loudness(added));
  return sound.map((value, i) =>
    Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value + scale * (added[i] as number))),
  );
}
