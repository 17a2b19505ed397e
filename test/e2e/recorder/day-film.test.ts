import { appendFile, readdir, readFile, rm, stat, truncate, unlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemScheduler } from "../../../src/adapters/clock/system-clock.ts";
import { DayFilm } from "../../../src/adapters/libav/day-film.ts";
import { joinFilms } from "../../../src/adapters/libav/join-films.ts";
import { MediaInput } from "../../../src/adapters/libav/media-input.ts";
import { PictureDecoder } from "../../../src/adapters/libav/picture-decoder.ts";
import type { RgbPicture } from "../../../src/sensors/rotate-picture.ts";
import { complaints, ffmpeg, packetsOf, sizeOf, temporaryFolder } from "../../fakes/test-video.ts";

const FRAGMENT_PICTURES = 6;
const scheduler = new SystemScheduler();
const { signal } = new AbortController();
let folder: string;

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

/** A picture of one colour. */
function picture(
  [red, green, blue]: readonly [number, number, number],
  width = 128,
  height = 96,
): RgbPicture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set([red, green, blue], i);
  return { width, height, data };
}
const grey = (value: number): RgbPicture => picture([value, value, value]);

async function add(film: DayFilm, values: readonly number[]): Promise<void> {
  for (const value of values) await film.add(grey(value));
}
const counting = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => 20 + (((from + i) * 5) % 200));

/** The mean brightness of each picture of a film. */
async function shades(path: string): Promise<number[]> {
  const input = await MediaInput.open(path, { scheduler, signal });
  const decoder = await PictureDecoder.open(input.video!);
  const found: number[] = [];
  for (let packet = await input.read(); packet !== null; packet = await input.read()) {
    for await (const one of decoder.decode(packet)) found.push((await one.rgb()).data[1_001] ?? -1);
    packet.free();
  }
  for await (const one of decoder.decode(null)) found.push((await one.rgb()).data[1_001] ?? -1);
  decoder.close();
  await input.close();
  return found;
}
const expectShades = async (path: string, values: readonly number[]): Promise<void> => {
  const found = await shades(path);
  expect(found).toHaveLength(values.length);
  expect(Math.max(...found.map((value, i) => Math.abs(value - (values[i] ?? -99))))).toBeLessThan(4);
};

test("it can be played while it grows, and is gone on with after a restart, 25 pictures a second", async () => {
  const path = join(folder, "2026-11-23.mp4");
  const first = await DayFilm.open(path, grey(0));
  expect(await readdir(folder)).toEqual(["2026-11-23.mp4"]);
  await add(first, counting(0, 15));
  expect(await complaints(path)).toBe("");
  await expectShades(path, counting(0, 2 * FRAGMENT_PICTURES));
  await first.close();
  const second = await DayFilm.open(path, grey(0));
  await add(second, counting(15, 40));
  await second.close();
  expect(await complaints(path)).toBe("");
  await expectShades(path, counting(0, 55));
  expect((await packetsOf(path)).map(({ seconds }) => seconds.toFixed(2))).toEqual(
    counting(0, 55).map((_, i) => (i / 25).toFixed(2)),
  );
});

test("what a crash or a power cut leaves of a fragment is gone at the next start, and nothing else", async () => {
  const path = join(folder, "cut.mp4");
  const film = await DayFilm.open(path, grey(0));
  await add(film, counting(0, 12));
  await film.close();
  const whole = (await stat(path)).size;
  const fragment = (await readFile(path)).subarray(-700);
  for (const torn of [fragment.subarray(0, 1), fragment.subarray(0, 300), Buffer.alloc(4_096)]) {
    await appendFile(path, torn);
    await (await DayFilm.open(path, grey(0))).close();
    expect((await stat(path)).size).toBe(whole);
  }
  await truncate(path, whole - 1);
  const next = await DayFilm.open(path, grey(0));
  await add(next, counting(6, 6));
  await next.close();
  await expectShades(path, counting(0, 12));
  expect(await complaints(path)).toBe("");
});

test("pictures of another size are another film of the day, which is gone on with too", async () => {
  const path = join(folder, "sizes.mp4");
  const large = picture([90, 90, 90], 161, 121);
  const small = await DayFilm.open(path, grey(0));
  await small.add(grey(50));
  expect(small.fits(grey(0))).toBe(true);
  expect(small.fits(large)).toBe(false);
  await small.close();
  for (let i = 0; i < 2; i += 1) {
    const film = await DayFilm.open(path, large);
    expect(film.path).toBe(join(folder, "sizes_2.mp4"));
    await film.add(large);
    await film.close();
  }
  expect(await sizeOf(join(folder, "sizes_2.mp4"))).toBe("160x120");
  expect(await packetsOf(join(folder, "sizes_2.mp4"))).toHaveLength(2);
  await expectShades(path, [50]);
});

test("colours are what they were", async () => {
  const path = join(folder, "colours.mp4");
  const film = await DayFilm.open(path, picture([0, 0, 0], 1280, 720));
  await film.add(picture([200, 60, 20], 1280, 720));
  await film.close();
  const raw = join(folder, "colours.rgb");
  await ffmpeg(["-i", path, "-f", "rawvideo", "-pix_fmt", "rgb24", raw]);
  const shown = await readFile(raw);
  for (const [i, value] of [200, 60, 20].entries()) expect(Math.abs((shown[i] ?? 0) - value)).toBeLessThan(4);
});

test("one that somebody has deleted is not written on", async () => {
  const path = join(folder, "deleted.mp4");
  const film = await DayFilm.open(path, grey(0));
  await unlink(path);
  await expect(add(film, counting(0, FRAGMENT_PICTURES))).rejects.toMatchObject({ code: "FILM_UNWRITABLE" });
  await film.close();
});

test("when its day is over it becomes an ordinary film in its place", async () => {
  const path = join(folder, "over.mp4");
  const film = await DayFilm.open(path, grey(0));
  await add(film, counting(0, 30));
  await film.close();
  const all = { parts: [{ path, startAt: 0 }], fromAt: 0, toAt: 86_400_000 };
  await joinFilms({ ...all, output: path, scheduler, signal });
  await expectShades(path, counting(0, 30));
  const boxes = (await readFile(path)).toString("latin1");
  expect(boxes).not.toContain("moof");
  expect(boxes.indexOf("moov")).toBeLessThan(boxes.indexOf("mdat"));
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});
