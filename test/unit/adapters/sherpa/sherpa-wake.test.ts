import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { SherpaWake } from "../../../../src/adapters/sherpa/sherpa-wake.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A stream of the package as its examples describe it: a frame of 100 samples is ready when there are so many. */
class Stream {
  waiting = 0;
  sum = 0;
  acceptWaveform({ samples }: { samples: Float32Array }): void {
    this.waiting += samples.length;
    this.sum += samples.reduce((sum, sample) => sum + sample, 0);
  }
  inputFinished(): void {
    throw new Error("a microphone does not end");
  }
}

/** Spots its keyword as soon as a stream has been loud for long enough. */
class Spotter {
  readonly streams: Stream[] = [];
  createStream(): Stream {
    const stream = new Stream();
    this.streams.push(stream);
    return stream;
  }
  isReady(stream: Stream): boolean {
    return stream.waiting >= 100;
  }
  decode(stream: Stream): void {
    stream.waiting -= 100;
  }
  getResult(stream: Stream): { keyword: string } {
    return { keyword: stream.sum > 500 ? "HEY GATEHOUSE" : "" };
  }
}

const frame = (t: number, level: number) => ({ samples: new Int16Array(512).fill(level), t, speech: 1 });

it("says when the keyword was heard, once, and begins anew", async () => {
  const spotter = new Spotter();
  const wake = new SherpaWake(spotter);
  expect(await wake.push(frame(0, 16_384))).toBeNull();
  expect(await wake.push(frame(32, 16_384))).toEqual({ t: 32, score: null, checked: null });
  expect(await wake.push(frame(64, 0))).toBeNull();
  expect(spotter.streams).toHaveLength(2);
});

it("does not join what does not belong together", async () => {
  const wake = new SherpaWake(new Spotter());
  await wake.push(frame(0, 16_384));
  wake.reset();
  expect(await wake.push(frame(900, 16_384))).toBeNull();
});

it("says what is missing", async () => {
  for (const name of ["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"])
    writeFileSync(join(folder, name), "");
  await expect(SherpaWake.load(folder)).rejects.toMatchObject({
    ...{ code: "SHERPA_MODEL", kind: "missing" },
    message: expect.stringContaining("lacks keywords.txt") as string,
  });
  writeFileSync(join(folder, "keywords.txt"), "");
  await expect(SherpaWake.load(folder)).rejects.toMatchObject({ code: "SHERPA_PACKAGE" });
  await expect(SherpaWake.load(join(folder, "none"))).rejects.toMatchObject({ code: "SHERPA_MODEL" });
});
