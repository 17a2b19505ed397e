import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Frames a second of every video made here. */
export const VIDEO_FPS = 25;

export interface TestVideo {
  readonly seconds: number;
  /** Seconds between key frames. */
  readonly gopSeconds?: number;
  readonly bFrames?: number;
  /** A tone of 440 Hz, as AAC. */
  readonly sound?: boolean;
  readonly size?: string;
  /** More of ffmpeg's output options. */
  readonly more?: readonly string[];
}

/** A folder of its own for one test file. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "gatehouse-video-"));
}

/** Makes a moving test picture with ffmpeg (Debian package `ffmpeg`). */
export async function makeVideo(path: string, video: TestVideo): Promise<string> {
  const { seconds, gopSeconds = 1, bFrames = 0, sound = false, size = "320x240", more = [] } = video;
  const gop = `${gopSeconds * VIDEO_FPS}`;
  const tone = sound ? ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`, "-c:a", "aac"] : [];
  await ffmpeg([
    ...["-f", "lavfi", "-i", `testsrc=size=${size}:rate=${VIDEO_FPS}:duration=${seconds}`],
    ...tone,
    ...["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"],
    ...["-g", gop, "-keyint_min", gop, "-sc_threshold", "0", "-bf", `${bFrames}`],
    ...more,
    path,
  ]);
  return path;
}

export async function ffmpeg(args: readonly string[]): Promise<void> {
  await run("ffmpeg", ["-v", "error", "-nostdin", "-y", ...args]);
}

/** What ffprobe and a full decode complain about; empty for a sound file. */
export async function complaints(path: string): Promise<string> {
  const probed = await run("ffprobe", ["-v", "error", path]);
  // Pictures are shown when they are, not counted into a grid in which two may meet.
  const asTheyAre = ["-fps_mode", "passthrough", "-enc_time_base", "-1"];
  const decoded = await run("ffmpeg", [
    ...["-v", "error", "-nostdin", "-i", path, ...asTheyAre],
    ...["-f", "null", "-"],
  ]);
  return `${probed.stderr}${probed.stdout}${decoded.stderr}`;
}

export interface ProbedPacket {
  readonly seconds: number;
  readonly key: boolean;
}

/** The packets of a file's video or sound, in the order of their presentation. */
export async function packetsOf(path: string, media: "v" | "a" = "v"): Promise<ProbedPacket[]> {
  const args = [
    "-v",
    "error",
    "-select_streams",
    media,
    "-show_entries",
    "packet=pts_time,flags",
    "-of",
    "csv=p=0",
  ];
  const { stdout } = await run("ffprobe", [...args, path]);
  return stdout
    .trim()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(","))
    .map(([seconds = "", flags = ""]) => ({ seconds: Number(seconds), key: flags.startsWith("K") }))
    .sort((a, b) => a.seconds - b.seconds);
}

/** `WIDTHxHEIGHT` of a picture or a video. */
export async function sizeOf(path: string): Promise<string> {
  const args = [
    "-v",
    "error",
    "-select_streams",
    "v",
    "-show_entries",
    "stream=width,height",
    "-of",
    "csv=p=0:s=x",
  ];
  return (await run("ffprobe", [...args, path])).stdout.trim();
}
