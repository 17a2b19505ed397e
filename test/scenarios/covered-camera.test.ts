import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CoveredPicture } from "../../src/sensors/covered-picture.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const [width, height, fps] = [320, 180, 2];
const FILMS = ["one-by-one-person-detection.mp4", "bottle-detection.mp4"];

/**
 * At which seconds a film is covered, changed by a filter of ffmpeg.
 *
 * @param slower how many times slower than the film time passes
 */
async function coveredAt(film: string, filter: string, slower = 1): Promise<number[]> {
  const source = join(data ?? "", "video", film);
  const filters = `${filter === "" ? "" : `${filter},`}fps=${fps},scale=${width}:${height}`;
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-"];
  const ffmpeg = spawn("ffmpeg", ["-v", "error", "-nostdin", "-i", source, "-vf", filters, ...raw], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const covered = new CoveredPicture();
  const seconds: number[] = [];
  let rest = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of ffmpeg.stdout) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (; rest.length >= width * height * 3; rest = rest.subarray(width * height * 3), count += 1) {
      const picture = { width, height, data: rest.subarray(0, width * height * 3) };
      if (covered.observe(picture, (count / fps) * 1000 * slower)) seconds.push(count / fps);
    }
  }
  expect(count).toBeGreaterThan(60);
  return seconds;
}

describe.skipIf(data === null).each(FILMS)("%s (needs the development data)", (film) => {
  test.each([
    ["as it is", "", 1],
    ["in little light", "lutyuv=y=16+(val-16)*0.3,noise=alls=12:allf=t", 1],
    ["as dusk falls within 20 minutes, to black night", "fade=t=out:st=2:d=30,noise=alls=8:allf=t", 40],
    [
      "when the camera goes over to infrared light, black for two seconds",
      "hue=s=0:enable='gte(t,10)',drawbox=color=black:t=fill:enable='between(t,10,12)'",
      1,
    ],
  ])(
    "is never covered %s",
    async (_, filter, slower) => {
      expect(await coveredAt(film, filter, slower)).toEqual([]);
    },
    60_000,
  );

  test.each([
    ["a hand", "drawbox=color=0x50302a:t=fill:enable='between(t,10,20)',noise=alls=12:allf=t"],
    ["tape", "drawbox=color=black:t=fill:enable='between(t,10,20)',noise=alls=20:allf=t"],
    ["a hand at night", "lutyuv=y=16+(val-16)*0.5,drawbox=color=black:t=fill:enable='between(t,10,20)'"],
  ])(
    "is covered by %s, from three seconds on until it is gone",
    async (_, filter) => {
      const seconds = await coveredAt(film, filter);
      expect(seconds[0]).toBe(13.5);
      expect(seconds.at(-1)).toBe(19.5);
      expect(seconds).toHaveLength(13);
    },
    60_000,
  );
});
