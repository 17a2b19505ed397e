import { expect, test } from "vitest";
import { noisyPicture, withOneFace } from "../../../../src/app/bench/one-face.ts";
import { faceChain } from "../../../../src/perception/vision/analyse.ts";
import type { FaceModels } from "../../../../src/perception/vision/ports.ts";

test.each([
  [1280, 720],
  [640, 480],
])(
  "the chain goes all its way with the answers for one face, at %d x %d, frame after frame",
  async (width, height) => {
    const asked: string[] = [];
    const answer = <Answer>(task: string, value: Answer): Promise<Answer> => {
      asked.push(task);
      return Promise.resolve(value);
    };
    // Models that see nothing at all.
    const blind: FaceModels = {
      detect: () => answer("detect", { scores: new Float32Array(0), boxes: new Float32Array(0) }),
      landmarks: () => answer("landmarks", new Float32Array(136)),
      embed: () => answer("embed", new Float32Array(512)),
      liveness: () => answer("liveness", new Float32Array([1, 0, 0])),
    };
    const picture = noisyPicture(width, height);
    const chain = faceChain(withOneFace(blind, picture));
    for (const looks of [await chain(picture), await chain(picture)]) {
      expect(looks).toHaveLength(1);
      expect(looks[0]?.flaws).toEqual([]);
      expect(looks[0]?.embedding).not.toBeNull();
      expect(looks[0]?.live).not.toBeNull();
    }
    const frame = ["detect", "landmarks", "landmarks", "embed", "liveness"];
    expect(asked).toEqual([...frame, ...frame]);
  },
);
