import { InvalidArgumentError } from "commander";

/** Parses analysed pictures a second, as a camera's `detect.fps` may be. */
export function frameRate(text: string): number {
  const fps = Number(text);
  if (fps >= 2 && fps <= 30) return fps;
  throw new InvalidArgumentError("expected a number from 2 to 30");
}

/** Parses a whole number from 0 on. */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/u.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a whole number");
}

/** Parses a time that somebody waits for, in seconds. */
export function seconds(text: string): number {
  const value = Number(text);
  if (value >= 1 && value <= 300) return value;
  throw new InvalidArgumentError("expected seconds, from 1 to 300");
}

/** Parses a level or a distance of levels, in dB. */
export function decibels(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Math.abs(value) <= 120) return value;
  throw new InvalidArgumentError("expected dB, from -120 to 120");
}

/** Parses the length of a piece of sound, in seconds. */
export function pieceSeconds(text: string): number {
  const value = Number(text);
  if (value >= 0.5 && value <= 600) return value;
  throw new InvalidArgumentError("expected seconds, from 0.5 to 600");
}
