import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsDirectory } from "../../src/adapters/model-files/manifest-file.ts";
import { resolveModels } from "../../src/adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../../src/adapters/onnx/in-process-analyser.ts";
import { readPhoto } from "../../src/adapters/stills/read-photo.ts";
import type { Raster } from "../../src/perception/vision/geometry.ts";
import type { SceneAnalyser } from "../../src/perception/vision/ports.ts";
import { sampleAffine } from "../../src/perception/vision/sampling.ts";
import type { Frame } from "../../src/sensors/frame.ts";
import { developmentData } from "../fakes/development-data.ts";
import { watchFilm, watchFrames } from "../fakes/film-watch.ts";

const data = developmentData();
const folder = data ?? "";
const clips = data === null ? [] : readdirSync(join(folder, "video/signers")).sort();

/** Whoever stands in the photo walks: shown as large as at this many metres, 600 px tall at 1 m, and so far to the right. */
interface Place {
  readonly metres: number;
  readonly right?: number;
}

/**
 * A photo of somebody who stands stands in for a film of somebody who walks up, which was not to be had: it is shown larger and
 * larger, as a lens would, so that nothing is tested of the step, of the perspective nearby and of motion blur.
 */
describe.skipIf(data === null)("people who walk (needs the development data)", () => {
  let analyser: SceneAnalyser;
  let photo: Raster;
  beforeAll(async () => {
    analyser = await inProcessAnalyser(await resolveModels(modelsDirectory()));
    photo = await readPhoto(join(folder, "faces/scenes/person.jpg"));
  });
  afterAll(() => analyser.close());

  async function watch(places: readonly Place[]): Promise<string[]> {
    const frames = places.map((place, i) => frameOf(photo, { ...place, t: i * 200 }));
    return (await watchFrames(frames, analyser)).map(({ observation }) =>
      observation.kind === "person-moved" ? observation.direction : observation.kind,
    );
  }

  /** From 6 m to 2 m and a rest, at 1.2 m/s. */
  const nearer = Array.from({ length: 25 }, (_, i) => ({ metres: Math.max(2, 6 - 0.24 * i) }));

  test("towards the camera are said to, once", async () => {
    expect(await watch(nearer)).toEqual(["person-appeared", "approaching"]);
  }, 30_000);

  test("away from it are said to, once", async () => {
    expect(await watch(nearer.toReversed())).toEqual(["person-appeared", "leaving"]);
  }, 30_000);

  test("across are not", async () => {
    const across = Array.from({ length: 25 }, (_, i) => ({ metres: 3, right: 0.3 - 0.024 * i }));
    expect(await watch(across)).toEqual(["person-appeared"]);
  }, 30_000);

  test.each(clips)("sit and sign in %s: they are not", async (clip) => {
    const kinds = (await watchFilm(join(folder, "video/signers", clip), analyser)).map(
      ({ observation }) => observation.kind,
    );
    expect(kinds).toContain("person-appeared");
    expect(kinds).not.toContain("person-moved");
  });
});

/** Where the person stands in the photo, and how tall, in pixels of it. */
const STANDING = { x: 230, y: 240, height: 280 };

function frameOf(photo: Raster, { metres, right = 0, t }: Place & { t: number }): Frame {
  const [width, height] = [640, 480];
  const shrink = (STANDING.height * metres) / 600;
  const planes = new Float32Array(3 * width * height);
  const x = STANDING.x - shrink * width * (0.5 + right);
  const y = STANDING.y - (shrink * height) / 2;
  const target = { width, height, planes, order: "rgb", mean: 0, divisor: 1 } as const;
  sampleAffine(photo, [shrink, 0, x, 0, shrink, y], target, "edge");
  const area = width * height;
  const pixels = Uint8Array.from(
    { length: 3 * area },
    (_, i) => planes[(i % 3) * area + Math.floor(i / 3)] ?? 0,
  );
  return { camera: "room", width, height, data: pixels, at: t, t, ptsMs: t };
}
