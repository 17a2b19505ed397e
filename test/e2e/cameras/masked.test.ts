import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { recordCamera } from "../../fakes/recorded-camera.ts";
import { makeVideo, temporaryFolder } from "../../fakes/test-video.ts";
import { ffmpegInstalled } from "../door.ts";

test.skipIf(!ffmpegInstalled)(
  "nobody gets a picture of a camera in which a masked area can be seen",
  async () => {
    const film = await makeVideo(join(await temporaryFolder(), "film.mp4"), { seconds: 2, gopSeconds: 1 });
    const leftHalf: [number, number][] = [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [0, 1],
    ];
    const { camera, heard } = recordCamera(film, { stream: { masks: [leftHalf] } });
    await eventually(() => heard.ended, { withinMs: 20_000 });
    await camera.stop();
    expect(heard.frames.length).toBeGreaterThan(3);
    for (const { width, height, data } of heard.frames) {
      const sides = { left: 0, right: 0 };
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1) {
          const side = x < width / 2 ? "left" : "right";
          sides[side] = Math.max(sides[side], ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3));
        }
      expect(sides.left).toBe(0);
      expect(sides.right).toBeGreaterThan(50);
    }
  },
);
