import { spawn } from "node:child_process";
import { once } from "node:events";
import { SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { MediaInput } from "../../src/adapters/libav/media-input.ts";
import { PictureDecoder } from "../../src/adapters/libav/picture-decoder.ts";
import { VIDEO_FPS } from "./test-video.ts";

/** A picture is a row of bars, one a bit of its number: wide enough to survive any encoder. */
const BITS = 10;
const BAR_WIDTH = 16;
const WIDTH = BITS * BAR_WIDTH;
const HEIGHT = 96;

export interface NumberedFilm {
  readonly seconds: number;
  readonly gopSeconds: number;
  readonly codec: "h264" | "hevc" | "mjpeg";
  /** A tone, as AAC. */
  readonly sound?: boolean;
}

const ENCODERS: Readonly<Record<NumberedFilm["codec"], (gop: string) => readonly string[]>> = {
  h264: (gop) => [
    ...["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-bf", "0"],
    ...["-g", gop, "-keyint_min", gop, "-sc_threshold", "0"],
  ],
  // As cameras that reorder send it: groups that are open, whose first pictures need the group before.
  hevc: (gop) => [
    ...["-c:v", "libx265", "-preset", "ultrafast"],
    ...["-x265-params", `log-level=none:keyint=${gop}:min-keyint=${gop}:scenecut=0:bframes=2:open-gop=1`],
  ],
  mjpeg: () => ["-c:v", "mjpeg", "-q:v", "4"],
};

/** Makes a film of which each picture tells its number, at `VIDEO_FPS`; needs Debian's `ffmpeg`. */
export async function makeNumberedFilm(path: string, film: NumberedFilm): Promise<string> {
  const { seconds, gopSeconds, codec, sound = false } = film;
  const tone = sound ? ["-f", "lavfi", "-i", `sine=frequency=440:duration=${seconds}`, "-c:a", "aac"] : [];
  const input = [
    ...["-f", "rawvideo", "-pix_fmt", "gray", "-s", `${WIDTH}x${HEIGHT}`],
    ...["-r", `${VIDEO_FPS}`, "-i", "-"],
  ];
  const gop = `${Math.round(gopSeconds * VIDEO_FPS)}`;
  const output = [...tone, ...ENCODERS[codec](gop), "-pix_fmt", codec === "mjpeg" ? "yuvj420p" : "yuv420p"];
  const child = spawn("ffmpeg", ["-v", "error", "-y", ...input, ...output, path], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const pictures = Array.from({ length: seconds * VIDEO_FPS }, (_, number) => picture(number));
  child.stdin.end(Buffer.concat(pictures));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  return path;
}

/** What a file holds, looked at without a program of its own, because there are many. */
export interface FilmContents {
  /** Times from the beginning, s, in the order in which they are shown. */
  readonly pictures: readonly { readonly seconds: number; readonly key: boolean }[];
  /** The number of the picture that is shown first. */
  readonly firstNumber: number;
}

/** Reads a film of numbered pictures. */
export async function readNumberedFilm(path: string): Promise<FilmContents> {
  const signal = new AbortController().signal;
  const input = await MediaInput.open(path, { scheduler: new SystemScheduler(), signal });
  const decoder = await PictureDecoder.open(input.video!);
  const pictures: { seconds: number; key: boolean }[] = [];
  let firstNumber: number | null = null;
  try {
    for (let packet = await input.read(); packet !== null; packet = await input.read()) {
      if (packet.streamIndex === input.video?.index) {
        pictures.push({ seconds: Number(packet.pts) / 1e6, key: packet.isKeyframe });
        if (firstNumber === null)
          for await (const one of decoder.decode(packet)) firstNumber ??= numberOf((await one.rgb()).data);
      }
      packet.free();
    }
  } finally {
    decoder.close();
    await input.close();
  }
  return { pictures: pictures.sort((a, b) => a.seconds - b.seconds), firstNumber: firstNumber ?? Number.NaN };
}

function numberOf(rgb: Uint8Array): number {
  const middle = Math.floor(HEIGHT / 2) * WIDTH + BAR_WIDTH / 2;
  const bits = Array.from({ length: BITS }, (_, bit) => (rgb[3 * (middle + bit * BAR_WIDTH)] ?? 0) > 128);
  return bits.reduce((sum, isSet, bit) => sum + (isSet ? 2 ** bit : 0), 0);
}

function picture(number: number): Buffer {
  const row = Buffer.alloc(WIDTH, 16);
  for (let bit = 0; bit < BITS; bit += 1) {
    if ((number >> bit) % 2 === 1) row.fill(235, bit * BAR_WIDTH, (bit + 1) * BAR_WIDTH);
  }
  return Buffer.concat(Array.from({ length: HEIGHT }, () => row));
}
