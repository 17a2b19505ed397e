import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { readPhoto } from "../../src/adapters/stills/read-photo.ts";
import { lookCloser } from "../../src/perception/vision/closer-look.ts";
import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import { cosine } from "../../src/perception/vision/matching.ts";
import type { FaceAnalyser } from "../../src/perception/vision/ports.ts";
import { developmentData } from "../fakes/development-data.ts";

const data = developmentData();
const files = (folder: string): string[] =>
  readdirSync(join(data ?? "", "faces", folder)).map((name) => join(data ?? "", "faces", folder, name));

describe.skipIf(data === null)("photographs (need the development data)", () => {
  let analyser: FaceAnalyser;
  beforeAll(async () => {
    analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
  });
  afterAll(() => analyser.close());

  async function look(path: string): Promise<FaceLook[]> {
    const photo = await readPhoto(path);
    return lookCloser(photo, async (raster) => {
      const frame = { ...raster, camera: "test", at: 0, t: 0, ptsMs: null };
      return (await analyser.analyse(frame)) ?? [];
    });
  }

  const good = (looks: readonly FaceLook[]): FaceLook[] => looks.filter(({ flaws }) => flaws.length === 0);

  test("photos of one person are like each other, and unlike those of others", async () => {
    const people: Float32Array[][] = [];
    for (const name of ["ben_afflek", "jerry_seinfeld", "madonna", "mindy_kaling"]) {
      const embeddings: Float32Array[] = [];
      for (const path of files(`celeb4/${name}`).slice(0, 12)) {
        for (const { embedding } of good(await look(path)))
          if (embedding !== null) embeddings.push(embedding);
      }
      expect(embeddings.length, name).toBeGreaterThanOrEqual(4);
      people.push(embeddings);
    }
    const same: number[] = [];
    const different: number[] = [];
    people.forEach((mine, i) => {
      mine.forEach((one, k) => {
        for (const other of mine.slice(k + 1)) same.push(cosine(one, other));
        for (const others of people.slice(i + 1))
          for (const other of others) different.push(cosine(one, other));
      });
    });
    same.sort((a, b) => a - b);
    expect(same[Math.floor(same.length / 2)]).toBeGreaterThan(0.5);
    expect(Math.max(...different)).toBeLessThan(0.5);
  }, 60_000);

  test("no look at a photo of a photo, or of a screen, is good and alive", async () => {
    for (const path of files("spoof/spoof")) {
      const looks = await look(path);
      expect(looks.length, path).toBeGreaterThan(0);
      expect(
        good(looks).filter(({ live }) => live !== null && live >= 0.5),
        path,
      ).toEqual([]);
    }
    for (const path of files("spoof/live")) {
      expect(
        good(await look(path)).map(({ live }) => live !== null && live >= 0.5),
        path,
      ).toEqual([true]);
    }
  });

  test("animals and things that fire the detector are no good looks", async () => {
    // These pictures were taken as ones without people, and have some in them.
    const withPeople = /poodle|Kerry_blue|bloodhound/;
    for (const folder of ["nonface/animal", "nonface/object", "scenes"]) {
      for (const path of files(folder)) {
        if (!withPeople.test(path)) expect(good(await look(path)), path).toEqual([]);
      }
    }
  }, 60_000);
});
