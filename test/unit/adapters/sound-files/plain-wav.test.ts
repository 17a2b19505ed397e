import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, test } from "vitest";
import { SystemScheduler } from "../../../../src/adapters/clock/system-clock.ts";
import { LibavAudioReader } from "../../../../src/adapters/libav/audio-reader.ts";
import { plainWav } from "../../../../src/adapters/sound-files/plain-wav.ts";
import { encodeWav } from "../../../../src/perception/voice/wav.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-wav-"));
afterAll(() => rmSync(folder, { recursive: true }));

const samples = Int16Array.from({ length: 16_000 * 2 + 777 }, (_, i) => ((i * 7919) % 65_536) - 32_768);
const whole = Buffer.from(encodeWav(samples));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function blocksOf(blocks: AsyncIterable<Int16Array>): Promise<Int16Array[]> {
  const all: Int16Array[] = [];
  for await (const block of blocks) all.push(block);
  return all;
}

/** The same file with a number in its header changed. */
function changed(at: number, value: number, bytes: 2 | 4): Uint8Array {
  const copy = Buffer.from(whole);
  copy.writeUIntLE(value, at, bytes);
  return copy;
}

it("reads the samples that the media library reads, in blocks of a second at most", async () => {
  const path = file("plain.wav", whole);
  const blocks = await blocksOf((await plainWav(path))!);
  expect(blocks.map(({ length }) => length)).toEqual([16_000, 16_000, 777]);
  const library = new LibavAudioReader({ scheduler: new SystemScheduler() });
  const theirs = await blocksOf(library.samples(path));
  const joined = (all: readonly Int16Array[]): number[] => all.flatMap((block) => [...block]);
  expect(joined(blocks)).toEqual([...samples]);
  expect(joined(theirs)).toEqual([...samples]);
});

it("steps over what else is in the file, also where it has an odd length", async () => {
  const note = Buffer.from("LIST\u0005\u0000\u0000\u0000hello\u0000", "latin1");
  const path = file("noted.wav", Buffer.concat([whole.subarray(0, 36), note, whole.subarray(36), note]));
  const blocks = await blocksOf((await plainWav(path))!);
  expect(blocks.flatMap((block) => [...block])).toEqual([...samples]);
});

it("stops when it is told to", async () => {
  const stop = new AbortController();
  const blocks = await plainWav(file("long.wav", whole), stop.signal);
  const read: number[] = [];
  for await (const { length } of blocks!) {
    read.push(length);
    stop.abort();
  }
  expect(read).toEqual([16_000]);
});

test.each([
  ["other rates", changed(24, 44_100, 4)],
  ["stereo", changed(22, 2, 2)],
  ["8 bits", changed(34, 8, 2)],
  ["compressed sound", changed(20, 17, 2)],
  ["a file that is shorter than it says", whole.subarray(0, -2)],
  ["a file of unknown length", changed(40, 0xffffffff, 4)],
  ["an empty one", changed(40, 0, 4)],
  ["half a sample", changed(40, 777, 4)],
  ["sound before its format", Buffer.concat([whole.subarray(0, 12), whole.subarray(36)])],
  ["a header that ends early", whole.subarray(0, 30)],
  ["endless empty chunks", Buffer.concat([whole.subarray(0, 12), Buffer.alloc(8 * 65), whole.subarray(12)])],
  ["no WAV at all", Buffer.from("fLaC and some more")],
  ["an empty file", Buffer.alloc(0)],
])("leaves %s to the media library", async (name, bytes) => {
  expect(await plainWav(file(`${name}.wav`, bytes))).toBeNull();
});

test.each(["missing.wav", "."])("leaves %s to whoever says what is wrong", async (name) => {
  expect(await plainWav(join(folder, name))).toBeNull();
});
