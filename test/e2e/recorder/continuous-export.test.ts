import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runContinuousExport, runContinuousList } from "../../../src/app/commands/clips-continuous.ts";
import { segmentName, segmentPath } from "../../../src/app/continuous/segment-name.ts";
import { TextSink } from "../../fakes/command-context.ts";
import { makeNumberedFilm, readNumberedFilm } from "../../fakes/numbered-film.ts";
import { complaints, ffmpeg, packetsOf, temporaryFolder } from "../../fakes/test-video.ts";

const PICTURES_A_SECOND = 25;
const SEGMENT_S = 4;
/** Ten minutes into the hour before: all of it lies in one hour. */
const START_AT = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_000_000;
let folder: string;
let state: string;

/** Segments as a camera leaves them: a numbered film of 20 s, cut at its key frames, with a hole of 10 s behind the third. */
beforeAll(async () => {
  folder = await temporaryFolder();
  state = join(folder, "state");
  const film = await makeNumberedFilm(join(folder, "film.mp4"), {
    ...{ seconds: 20, gopSeconds: 2, codec: "h264", sound: true },
  });
  await ffmpeg([
    ...["-i", film, "-c", "copy", "-f", "segment", "-segment_time", `${SEGMENT_S}`, "-reset_timestamps", "1"],
    ...["-segment_format_options", "movflags=frag_keyframe+empty_moov+default_base_moof"],
    join(folder, "part-%d.mp4"),
  ]);
  for (let i = 0; i < 5; i += 1) await place(join(folder, `part-${i}.mp4`), i * SEGMENT_S + (i > 2 ? 10 : 0));
});
afterAll(() => rm(folder, { recursive: true }));

async function place(file: string, seconds: number, camera = "porch"): Promise<void> {
  const path = join(state, segmentPath(camera, segmentName(START_AT + seconds * 1000)));
  await mkdir(dirname(path), { recursive: true });
  await rename(file, path);
  const name = path.split("/").at(-1)?.replace(".mp4", "");
  const line = {
    segment: name,
    seconds: SEGMENT_S,
    bytes: 1,
    mark: { motion: [[1, 2]], most: 0.1, person: false },
  };
  await writeFile(join(dirname(path), "index.jsonl"), `${JSON.stringify(line)}\n`, { flag: "a" });
}

function context() {
  const out = new TextSink();
  return {
    out,
    stateDirectory: () => Promise.resolve(state),
    signal: new AbortController().signal,
  };
}

async function exported(fromS: number, toS: number): Promise<string> {
  const output = join(folder, `out-${fromS}-${toS}.mp4`);
  const time = (seconds: number): string => new Date(START_AT + seconds * 1000).toISOString();
  await runContinuousExport({ camera: "porch", from: time(fromS), to: time(toS), output }, context());
  return output;
}

test("a stretch over several segments is one sound film without a hole, from the key frame at or before its beginning", async () => {
  const path = await exported(3, 10);
  expect(await complaints(path)).toBe("");
  const { pictures, firstNumber } = await readNumberedFilm(path);
  expect(firstNumber).toBe(2 * PICTURES_A_SECOND);
  expect(pictures).toHaveLength(8 * PICTURES_A_SECOND);
  const steps = pictures.slice(1).map(({ seconds }, i) => seconds - (pictures[i]?.seconds ?? 0));
  expect(Math.max(...steps)).toBeLessThan(0.042);
  expect(Math.min(...steps)).toBeGreaterThan(0.038);
  const sound = await packetsOf(path, "a");
  expect(sound.length).toBeGreaterThan(8 * 42);
});

test("a hole between segments is as long in the film", async () => {
  const { pictures } = await readNumberedFilm(await exported(8, 26));
  const steps = pictures.slice(1).map(({ seconds }, i) => seconds - (pictures[i]?.seconds ?? 0));
  expect(Math.max(...steps)).toBeCloseTo(10.04, 1);
  expect(pictures.at(-1)?.seconds).toBeCloseTo(18 - 0.04, 1);
});

test("pictures of another format go on in a second file", async () => {
  const output = join(folder, "two.mp4");
  const [small, other] = [join(folder, "a.mp4"), join(folder, "b.mp4")];
  await makeNumberedFilm(small, { seconds: 4, gopSeconds: 2, codec: "h264" });
  await makeNumberedFilm(other, { seconds: 4, gopSeconds: 2, codec: "mjpeg" });
  await place(small, 100, "yard");
  await place(other, 104, "yard");
  const told = context();
  await runContinuousExport({ camera: "yard", from: "1d", output }, told);
  expect(told.out.text.split("\n").map((line) => line.split(":")[0])).toEqual([
    output,
    output.replace(".mp4", "_2.mp4"),
    "",
  ]);
  for (const path of [output, output.replace(".mp4", "_2.mp4")]) expect(await complaints(path)).toBe("");
});

test("where nothing was recorded it says so and leaves no file", async () => {
  await expect(exported(1_000, 1_001)).rejects.toMatchObject({ code: "CLIP_UNKNOWN", kind: "usage" });
  await expect(exported(2, 1)).rejects.toMatchObject({ code: "CLIPS_STRETCH_UNCLEAR" });
  await expect(runContinuousExport({ from: "1h" }, context())).rejects.toMatchObject({
    code: "CLIPS_STRETCH_UNCLEAR",
  });
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("the list shows what is there, for people and for programs", async () => {
  const [shown, json] = [context(), context()];
  await runContinuousList({ camera: "porch" }, shown);
  expect(shown.out.text).toMatch(/^porch \d{4}-\d\d-\d\d +20 s +0 MB\n {2}\d\d:00/u);
  expect(shown.out.text).toMatch(/nothing from \d\d:\d\d:\d\d for 10 s/u);
  await runContinuousList({ camera: "porch", json: true }, json);
  expect(json.out.json()).toHaveLength(5);
  expect(json.out.json()[0]).toMatchObject({ camera: "porch", seconds: 4, isOpen: false });
});
