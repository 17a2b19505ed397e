import { expect, test } from "vitest";
import { SpeechFeatures } from "../../../../../src/perception/voice/wake/features.ts";
import {
  EMBEDDING_FRAMES,
  EMBEDDING_SIZE,
  type SpeechEmbedding,
} from "../../../../../src/perception/voice/wake/ports.ts";

const WINDOW = EMBEDDING_FRAMES * 32;

/** Every embedding holds the first and the last value of its window. */
class EdgeEmbedding implements SpeechEmbedding {
  made = 0;

  embed(windows: Float32Array, count: number): Promise<Float32Array> {
    this.made += count;
    const out = new Float32Array(count * EMBEDDING_SIZE);
    for (let i = 0; i < count; i += 1) {
      out[i * EMBEDDING_SIZE] = windows[i * WINDOW] as number;
      out[i * EMBEDDING_SIZE + 1] = windows[(i + 1) * WINDOW - 1] as number;
    }
    return Promise.resolve(out);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Features of three seconds of changing sound, asked for at every step or only at the last; in pieces of so many samples. */
async function featuresOf(piece: number, everyStep: boolean): Promise<{ last: number[]; made: number }> {
  const embedding = new EdgeEmbedding();
  const features = new SpeechFeatures(embedding);
  const sound = Int16Array.from({ length: 48_000 }, (_, i) => 4000 * Math.sin(i * (0.02 + i * 1e-6)));
  for (let at = 0; at < sound.length; at += piece)
    for (const used of features.push(sound.subarray(at, at + piece))) {
      expect(used).toBeLessThanOrEqual(piece);
      if (everyStep) await features.current();
    }
  return { last: [...(await features.current())], made: embedding.made };
}

test("it does not matter in which pieces the sound comes", async () => {
  expect((await featuresOf(512, true)).last).toEqual((await featuresOf(1280, true)).last);
});

test("embeddings that nobody asked for are made up for, and are the same", async () => {
  const always = await featuresOf(512, true);
  const late = await featuresOf(512, false);
  expect(late.last).toEqual(always.last);
  expect(late.made).toBe(16);
  expect(always.made).toBeGreaterThan(40);
});

test("after a reset nothing of what was heard is left", async () => {
  const features = new SpeechFeatures(new EdgeEmbedding());
  const sound = new Int16Array(16_000).fill(3000);
  for (const _ of features.push(sound)) await features.current();
  features.reset();
  const fresh = new SpeechFeatures(new EdgeEmbedding());
  expect([...features.push(sound)].length).toBe([...fresh.push(sound)].length);
  expect([...(await features.current())]).toEqual([...(await fresh.current())]);
});
