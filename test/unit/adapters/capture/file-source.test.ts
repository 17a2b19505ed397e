import { expect, it } from "vitest";
import { FileSource } from "../../../../src/adapters/capture/file-source.ts";
import type { AudioChunk } from "../../../../src/sensors/audio-chunk.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";

/** A source that plays `seconds` of ones, and what it gives. */
function stand(options: { loop?: boolean; paced?: boolean; seconds?: number; fails?: number }) {
  const { loop = false, paced = false, seconds = 1, fails = 0 } = options;
  const clock = new ManualClock();
  const chunks: AudioChunk[] = [];
  const health: string[] = [];
  let reads = 0;
  let ended = 0;
  const reader = {
    async *samples(): AsyncIterable<Int16Array> {
      reads += 1;
      if (reads <= fails) throw new Error("there is no such file");
      yield new Int16Array(Math.round(seconds * 16_000)).fill(1);
    },
  };
  const source = new FileSource({ path: "x.wav", reader, clock, scheduler: clock, loop, paced });
  source.start({
    chunk: (chunk) => {
      chunks.push(chunk);
      return Promise.resolve();
    },
    health: (ok, why) => health.push(`${ok} ${why}`),
    ended: () => (ended += 1),
  });
  return { source, clock, chunks, health, ended: () => ended, reads: () => reads };
}
const seconds = (chunks: readonly AudioChunk[]): number =>
  chunks.reduce((sum, { samples }) => sum + samples.length, 0) / 16_000;

it("gives the whole file, a second of silence, and says that it has ended", async () => {
  const { clock, chunks, health, ended } = stand({ seconds: 0.9 });
  await clock.advanceSettled(1);
  expect(ended()).toBe(1);
  expect(seconds(chunks)).toBeCloseTo(1.9);
  expect(chunks.at(-1)?.samples.every((sample) => sample === 0)).toBe(true);
  expect(health).toEqual(["true sound flows"]);
});

it("dates every chunk by the sound before it", async () => {
  const { clock, chunks } = stand({});
  const start = clock.now();
  await clock.advanceSettled(1);
  expect(chunks.slice(0, 3).map(({ t, at }) => [t - start.t, at - start.at])).toEqual([
    [0, 0],
    [80, 80],
    [160, 160],
  ]);
});

it("gives sound in real time when it is paced", async () => {
  const { clock, chunks, ended } = stand({ paced: true });
  await clock.advanceSettled(400);
  expect(seconds(chunks)).toBeCloseTo(0.4);
  expect(chunks.every(({ t, samples }) => t + samples.length / 16 <= clock.now().t)).toBe(true);
  await clock.advanceSettled(1_700);
  expect(ended()).toBe(1);
});

it("plays again and again, without a jump in time, and stops when it is told", async () => {
  const { source, clock, chunks, ended, reads } = stand({ loop: true, paced: true, seconds: 0.4 });
  await clock.advanceSettled(2_000);
  expect(reads()).toBeGreaterThanOrEqual(5);
  const gaps = chunks.slice(1).map(({ t }, i) => t - (chunks[i]?.t ?? 0));
  expect(gaps.every((gap) => Math.abs(gap - 80) < 1e-6)).toBe(true);
  const stopped = source.stop();
  await clock.advanceSettled(200);
  await stopped;
  const before = chunks.length;
  await clock.advanceSettled(1_000);
  expect(chunks.length).toBe(before);
  expect(ended()).toBe(0);
});

it("tells that a file cannot be read, and tries again", async () => {
  const { clock, health } = stand({ fails: 2 });
  await clock.advanceSettled(4_000);
  expect(health).toEqual(["false there is no such file"]);
  await clock.advanceSettled(10_000);
  expect(health).toEqual(["false there is no such file", "true sound flows"]);
});
