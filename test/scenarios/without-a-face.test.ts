import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { developmentData } from "../fakes/development-data.ts";
import { watchFilm } from "../fakes/film-watch.ts";

/** When the first hair of each person is in the picture: seen by eye, five frames a second. */
const ENTRIES = [6.0, 22.8, 50.2, 74.4, 92.2, 123.4];

const data = developmentData();

describe.skipIf(data === null)("people without a face (needs the development data)", () => {
  let analyser: SceneAnalyser;
  beforeAll(async () => {
    analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  });
  afterAll(() => analyser.close());

  const watch = (film: string) => watchFilm(`${data ?? ""}/video/${film}`, analyser);

  /** They step in from below, where the picture cuts them, stand, and walk out sideways: none of it is a walk towards the camera. */
  test("each person who comes in with their back to the camera appears within a second, and leaves", async () => {
    const said = await watch("one-by-one-person-detection.mp4");
    const kinds = said.map(({ observation }) => observation.kind);
    expect(kinds).toEqual(ENTRIES.flatMap(() => ["person-appeared", "person-left"]));
    const appeared = said.filter(({ observation }) => observation.kind === "person-appeared");
    appeared.forEach(({ seconds }, i) => {
      const late = seconds - (ENTRIES[i] ?? 0);
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(1.01);
    });
  }, 180_000);

  test("nobody appears where only things are moved", async () => {
    expect(await watch("bottle-detection.mp4")).toEqual([]);
  }, 120_000);
});
