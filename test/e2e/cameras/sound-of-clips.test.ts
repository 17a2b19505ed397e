import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ClipFile } from "../../../src/adapters/libav/clip-file.ts";
import { PicturePipeline } from "../../../src/adapters/libav/picture-pipeline.ts";
import { SoundEncoder } from "../../../src/adapters/libav/sound-encoder.ts";
import type { ClipPacket } from "../../../src/adapters/libav/clip-format.ts";
import type { RingEntry } from "../../../src/sensors/packet-ring.ts";
import { eventually } from "../../fakes/eventually.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { complaints, ffmpeg, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** Three seconds; a tone of 440 Hz begins after one and ends after two. */
async function film(name: string, sound: readonly string[]): Promise<string> {
  const path = join(folder, name);
  await ffmpeg([
    ...["-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=3"],
    ...["-f", "lavfi", "-i", "sine=frequency=440:duration=3,volume='between(t,1,2)':eval=frame"],
    ...["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-pix_fmt", "yuv420p", ...sound, path],
  ]);
  return path;
}

/** @param change what is done to each packet before it is written */
async function clipOf(
  source: string,
  change: (entry: RingEntry<ClipPacket>) => void = () => undefined,
): Promise<string> {
  const path = join(folder, "clip.mp4");
  let clip: ClipFile | null = null;
  const { camera, heard } = recordCamera(source, {
    stream: { sound: false, analyseFps: null },
    packet: (entry) => {
      change(entry);
      clip ??= entry.key ? ClipFile.open(path, entry) : null;
      clip?.write(entry);
      entry.packet.native.free();
    },
  });
  await eventually(() => heard.ended, { withinMs: 20_000 });
  await camera.stop();
  await ((clip as ClipFile | null) ?? expect.fail("nothing was recorded")).close();
  return path;
}

/** How loud each tenth of a second is, 0 to 1. */
async function loudness(path: string): Promise<number[]> {
  const raw = ["-f", "s16le", "-ac", "1", "-ar", "8000", "-"];
  const { stdout } = await run("ffmpeg", ["-v", "error", "-i", path, "-map", "0:a", ...raw], {
    encoding: "buffer",
  });
  const tenths = Array.from({ length: Math.floor(stdout.length / 1_600) }, (_, i) => i * 1_600);
  return tenths.map((from) => {
    const samples = Array.from({ length: 800 }, (_, i) => stdout.readInt16LE(from + i * 2) / 32_768);
    return Math.max(...samples.map(Math.abs));
  });
}

test.each([
  ["G.711 A-law", "alaw.mkv", ["-c:a", "pcm_alaw", "-ar", "8000", "-ac", "1"]],
  ["G.711 µ-law", "mulaw.mkv", ["-c:a", "pcm_mulaw", "-ar", "8000", "-ac", "1"]],
  ["G.726", "g726.mkv", ["-c:a", "g726", "-ar", "8000", "-ac", "1"]],
  ["uncoded sound of two channels", "pcm.mkv", ["-c:a", "pcm_s16le", "-ar", "44100", "-ac", "2"]],
])("a clip keeps the sound of a camera that sends %s, when it was heard", async (_, name, sound) => {
  const path = await clipOf(await film(name, sound));
  expect(await complaints(path)).toBe("");
  const { stdout } = await run("ffprobe", [
    ...["-v", "error", "-select_streams", "a", "-show_entries", "stream=codec_name,sample_rate"],
    ...["-of", "csv=p=0", path],
  ]);
  expect(stdout.trim()).toBe("aac,16000");
  const packets = await packetsOf(path, "a");
  expect(packets[0]?.seconds).toBeLessThan(0.1);
  expect(packets.at(-1)?.seconds).toBeGreaterThan(2.7);
  const loud = await loudness(path);
  const at = (from: number, to: number): number[] => loud.slice(from, to);
  expect(Math.max(...at(1, 9))).toBeLessThan(0.02);
  expect(Math.min(...at(11, 19))).toBeGreaterThan(0.06);
  expect(Math.max(...at(21, 26))).toBeLessThan(0.02);
});

test("what codes the sound is let go each time the camera's pictures cannot be decoded", async () => {
  const source = await film("undecodable.mkv", ["-c:a", "pcm_alaw", "-ar", "8000", "-ac", "1"]);
  const pictures = vi.spyOn(PicturePipeline, "open").mockRejectedValue(new Error("no such codec"));
  const [begun, ended] = [vi.spyOn(SoundEncoder, "open"), vi.spyOn(SoundEncoder.prototype, "close")];
  const { camera } = recordCamera(source, { stream: { sound: false } });
  await eventually(() => pictures.mock.calls.length > 1, { withinMs: 20_000 });
  await camera.stop();
  expect(begun.mock.calls.length).toBeGreaterThan(1);
  expect(ended).toHaveBeenCalledTimes(begun.mock.calls.length);
  vi.restoreAllMocks();
});

test("sound whose times stand still or go back for a while does not end a clip", async () => {
  const source = await film("stumbling.mkv", ["-c:a", "pcm_alaw", "-ar", "8000", "-ac", "1"]);
  let [count, last] = [0, 0n];
  const path = await clipOf(source, ({ media, packet: { native } }) => {
    if (media !== "audio") return;
    count += 1;
    // As the times of a network camera jump when it is told what time it is.
    if (count % 5 === 0) native.pts = last;
    if (count % 7 === 0) native.pts = last - 40_000n;
    native.dts = native.pts;
    last = native.pts;
  });
  expect(count).toBeGreaterThan(30);
  expect(await complaints(path)).toBe("");
  expect(await packetsOf(path)).toHaveLength(75);
});
