import { expect, test } from "vitest";
import { SoundChunker } from "../../../src/sensors/sound-chunker.ts";

function ramp(start: number, count: number): Int16Array {
  return Int16Array.from({ length: count }, (_, i) => start + i);
}

test("blocks of any length become chunks of one length, each with the time of its first sample", () => {
  const chunker = new SoundChunker(1_280);
  const chunks = [
    ...chunker.push(ramp(0, 1_000), 5_000, 100),
    ...chunker.push(ramp(1_000, 1_600), 5_062.5, 100),
  ];
  expect(chunks.map(({ t, at }) => [t, at])).toEqual([
    [5_000, 5_100],
    [5_080, 5_180],
  ]);
  expect(chunks[1]?.samples).toEqual(ramp(1_280, 1_280));
});

test("after a gap the rest from before it is dropped, so that no chunk glues two moments together", () => {
  const chunker = new SoundChunker(1_280);
  expect([...chunker.push(ramp(0, 600), 0, 0)]).toEqual([]);
  const [first] = [...chunker.push(ramp(9_000, 1_280), 3_000, 0)];
  expect(first).toEqual({ samples: ramp(9_000, 1_280), t: 3_000, at: 3_000 });
});
