import { expect, it } from "vitest";
import { MonoResampler } from "../../../../src/adapters/libav/mono-resampler.ts";

/** A second of a tone of 440 Hz on all channels. */
function tone(rate: number, channels: number): Buffer {
  const samples = Int16Array.from({ length: rate * channels }, (_, i) =>
    Math.round(8_000 * Math.sin((2 * Math.PI * 440 * Math.floor(i / channels)) / rate)),
  );
  return Buffer.from(samples.buffer);
}

it.each([
  [8_000, 1],
  [44_100, 2],
  [48_000, 1],
  [48_000, 6],
  [96_000, 8],
])("sound at %d Hz with %d channels becomes 16 kHz mono, piece by piece", (rate, channels) => {
  const resampler = MonoResampler.ofPcm({ rate, channels });
  const sound = tone(rate, channels);
  const bytes = 1_000 * 2 * channels;
  const heard: number[] = [];
  for (let at = 0; at < sound.length; at += bytes) {
    const piece = sound.subarray(at, at + bytes);
    heard.push(...(resampler.convert([piece], piece.length / (2 * channels)) ?? []));
  }
  heard.push(...(resampler.convert(null, 0) ?? []));
  resampler.close();
  expect(Math.abs(heard.length - 16_000)).toBeLessThan(50);
  const middle = heard.slice(4_000, 12_000);
  const expected = middle.map((_, i) => Math.sin((2 * Math.PI * 440 * i) / 16_000));
  const other = middle.map((_, i) => Math.cos((2 * Math.PI * 440 * i) / 16_000));
  const along = (wave: readonly number[]): number =>
    wave.reduce((sum, value, i) => sum + value * (middle[i] ?? 0), 0) / 4_000;
  // The tone is all there is: as loud as it was, whatever its phase.
  expect(Math.hypot(along(expected), along(other))).toBeGreaterThan(7_900);
  expect(Math.hypot(along(expected), along(other))).toBeLessThan(8_100);
});
