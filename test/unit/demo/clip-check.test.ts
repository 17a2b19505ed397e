import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkClip } from "../../../src/app/demo/clip-check.ts";
import type { EventOf } from "../../../src/events/catalogue.ts";
import type { FrameReader } from "../../../src/sensors/ports.ts";
import { WHOLE_STORY } from "../../fakes/demo-events.ts";

const clip = WHOLE_STORY.find(
  (event) => event.name === "recording.finished",
) as EventOf<"recording.finished">;
const stranger = WHOLE_STORY.find((event) => event.name === "face.unknown") as EventOf<"face.unknown">;

/** A reader that finds so many pictures in any file. */
const readerOf = (count: number): FrameReader => ({
  frames: async function* (_path, { fps }) {
    for (let i = 0; i < count * fps; i++)
      yield { camera: "clip", width: 4, height: 4, data: new Uint8Array(48), at: i, t: i, ptsMs: i };
  },
});

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "gatehouse-clip-"));
  await mkdir(join(state, "clips"));
  await writeFile(join(state, "clips", "c1.mp4"), "bytes");
});
afterEach(() => rm(state, { recursive: true }));

const check = (reader: FrameReader, preRollSeconds = 5) =>
  checkClip(clip, stranger, { state, preRollSeconds, reader, signal: new AbortController().signal });

test("a clip that plays to its end and begins early enough is good", async () => {
  const verdict = await check(readerOf(clip.seconds));
  expect(verdict).toMatchObject({ ok: true, path: join(state, "clips", "c1.mp4") });
  expect(verdict.detail).toContain("begins 5.8 s before");
});

test("a clip that begins too late is not good", async () => {
  expect(await check(readerOf(clip.seconds), 6)).toMatchObject({ ok: false });
});

test("a clip of which most cannot be decoded is not good", async () => {
  const verdict = await check(readerOf(clip.seconds / 2));
  expect(verdict).toMatchObject({ ok: false });
  expect(verdict.detail).toMatch(/^only /);
});

test("a clip that is not there is not good, and the reason is told", async () => {
  await rm(join(state, "clips", "c1.mp4"));
  const verdict = await check(readerOf(clip.seconds));
  expect(verdict).toMatchObject({ ok: false });
  expect(verdict.detail).toContain("ENOENT");
});

test("a recording without a clip is not good", async () => {
  const options = { state, preRollSeconds: 5, reader: readerOf(30), signal: new AbortController().signal };
  expect(await checkClip({ ...clip, media: [] }, stranger, options)).toMatchObject({ ok: false, path: null });
});
