import { expect, test } from "vitest";
import { readWav, silence, writeWav } from "../../../src/adapters/demo-media/wav.ts";

const sound = { rateHz: 16_000, samples: Int16Array.from([0, 1, -1, 32_767, -32_768]) };

test("what is written is read again", () => {
  expect(readWav(writeWav(sound))).toEqual(sound);
});

test("chunks that are not sound are passed over", () => {
  const bytes = writeWav(sound);
  const list = new Uint8Array([0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0]);
  const withList = new Uint8Array([...bytes.subarray(0, 36), ...list, ...bytes.subarray(36)]);
  expect(readWav(withList)).toEqual(sound);
});

test("silence has its length and nothing else", () => {
  expect(silence(0.5, 16_000)).toEqual(new Int16Array(8_000));
});

test("anything but mono 16-bit PCM is refused", () => {
  const stereo = writeWav(sound);
  stereo[22] = 2;
  const text = new TextEncoder().encode("not a sound at all, but some words of more than 44 bytes");
  for (const bytes of [stereo, text, new Uint8Array(0), writeWav(sound).subarray(0, 40)])
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code: "DEMO_SOUND_FORMAT" }));
});
