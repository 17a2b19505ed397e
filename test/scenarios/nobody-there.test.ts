import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { readPhoto } from "../../src/adapters/stills/read-photo.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { createVision } from "../../src/perception/vision/vision.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const folder = join(data ?? "", "faces/nonface");
/** Pictures with a human in them, by what else they show. */
const HUMANS = /poodle|Kerry_blue|bloodhound|toy_terrier|potter/;
const pictures =
  data === null
    ? []
    : ["animal", "object"]
        .flatMap((kind) => readdirSync(join(folder, kind)).map((name) => join(kind, name)))
        .filter((path) => !HUMANS.test(path));

describe.skipIf(data === null)("animals and things (need the development data)", () => {
  let analyser: SceneAnalyser;
  beforeAll(async () => {
    analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  });
  afterAll(() => analyser.close());

  test.each(pictures)("%s, shown for two seconds, is no stranger", async (path) => {
    const raster = await readPhoto(join(folder, path));
    const still = { ...raster, camera: "door", at: 0, t: 0, ptsMs: null };
    const scene = await analyser.analyseScene(still, { people: true });
    const vision = createVision({
      ...{ camera: "door", zones: {}, gallery: [] },
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    });
    const said = Array.from({ length: 21 }, (_, i) => {
      const { width, height } = raster;
      const frame = {
        width,
        height,
        at: i * 100,
        t: i * 100,
        lagMs: 0,
        frozen: false,
        covered: false,
        leapt: false,
      };
      return vision.analyse(scene?.looks ?? [], frame, scene?.people ?? null).observations;
    });
    expect(said.flat().filter(({ kind }) => kind.startsWith("face-"))).toEqual([]);
  });
});
