import { expect, test } from "vitest";
import { FrozenPicture } from "../../../src/sensors/frozen-picture.ts";

const picture = (last: number): Uint8Array => Uint8Array.from([1, 2, 3, last]);

test("the same picture for over two seconds is frozen", () => {
  const frozen = new FrozenPicture();
  const seen = [0, 500, 1_999, 2_000, 2_001].map((t) => frozen.observe(picture(4), t));
  expect(seen).toEqual([false, false, false, false, true]);
});

test("one changed byte is life", () => {
  const frozen = new FrozenPicture();
  for (let t = 0; t <= 3_000; t += 500) frozen.observe(picture(4), t);
  expect(frozen.observe(picture(5), 3_500)).toBe(false);
  expect(frozen.observe(picture(5), 5_000)).toBe(false);
  expect(frozen.observe(picture(5), 5_600)).toBe(true);
});

test("a buffer that is written over does not look frozen", () => {
  const frozen = new FrozenPicture();
  const buffer = picture(0);
  for (let t = 0; t <= 5_000; t += 200) {
    buffer[3] = t / 200;
    expect(frozen.observe(buffer, t)).toBe(false);
  }
});

test("pictures stay as they are, Buffers too", () => {
  const frozen = new FrozenPicture();
  const pictures = [1, 2, 3].map((last) => Buffer.from(picture(last)));
  for (const [i, data] of pictures.entries()) frozen.observe(data, i * 200);
  expect(pictures.map((data) => data[3])).toEqual([1, 2, 3]);
});
