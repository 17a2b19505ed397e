import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { cropJpeg, sceneJpeg } from "../../../../src/adapters/stills/small-jpeg.ts";
import { FacePictures } from "../../../../src/app/camera/face-pictures.ts";
import { FaceWatch } from "../../../../src/app/camera/face-watch.ts";
import type { FromCamera } from "../../../../src/app/protocol.ts";
import type { FaceLook } from "../../../../src/perception/vision/face-look.ts";
import { createVision } from "../../../../src/perception/vision/vision.ts";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { aLook, axis, enrolled } from "../../../fakes/face-looks.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { noise } from "../../../fakes/pictures.ts";

const HERS = { x: 100, y: 150, width: 80, height: 100 };
const HIS = { x: 420, y: 150, width: 80, height: 100 };
const stranger = aLook({ box: HIS, embedding: axis(5) });

/** What a camera keeps of the stranger with whom somebody of the family, whose faces are to be hidden, came to the door. */
async function pictureOfStranger(herLook: FaceLook): Promise<Sharp> {
  const clock = new ManualClock();
  const sent: FromCamera[] = [];
  const watch = new FaceWatch({
    analyser: {
      analyse: () => Promise.resolve(null),
      analyseScene: () => Promise.resolve({ looks: [herLook, stranger], people: null }),
      counters: { analysed: 0, dropped: 0, restarts: 0 },
      close: () => Promise.resolve(),
    },
    vision: createVision({
      ...{ camera: "door", zones: {}, gallery: [enrolled("anna", 0)] },
      thresholds: { recognize: 0.58, margin: 0.08, live: 0.5 },
    }),
    pictures: new FacePictures({
      ...{ zones: {}, prefix: "0", crop: cropJpeg, scene: sceneJpeg, logger: silentLogger },
      rules: { known: "keep", groups: { family: "blur" } },
      groupOf: () => "family",
    }),
    ...{ trackOffset: 0, clock, scheduler: clock, logger: silentLogger, health: () => undefined },
    send: (message) => sent.push(message),
  });
  const context = { lagMs: 0, frozen: false, covered: false, leapt: false, fullWidth: 640 };
  const picture = noise({ width: 640, height: 480 });
  for (let t = 0; t < 3_000; t += 200)
    await watch.frame({ ...picture, camera: "door", at: t, t, ptsMs: t }, context);
  await watch.close();
  const observations = sent.filter((message) => message.type === "observation");
  const his = observations.find(({ observation }) => observation.kind === "face-unknown");
  const scene = his?.pictures.find(({ kind }) => kind === "scene");
  const made = sent.find((message) => message.type === "picture" && message.id === scene?.id);
  if (made?.type !== "picture" || made.picture === null)
    throw new Error("there is no picture of the stranger");
  return sharp(made.picture);
}

/** How much the pixels of a face differ: its standard deviation within rows. */
async function detail(picture: Sharp, face: typeof HERS): Promise<number> {
  const middle = { left: face.x + 20, top: face.y + 45, width: 8, height: 8 };
  const { channels } = await sharp(await picture.clone().extract(middle).png().toBuffer()).stats();
  return channels[0]?.stdev ?? 0;
}

test("in a stranger's picture a face of the family beside is hidden, and the stranger's is not", async () => {
  const picture = await pictureOfStranger(aLook({ box: HERS, embedding: axis(0) }));
  expect(await detail(picture, HIS)).toBeGreaterThan(20);
  expect(await detail(picture, HERS)).toBeLessThan(5);
});

test("so is a face beside that nothing is decided of: it may be one of the family", async () => {
  const picture = await pictureOfStranger(aLook({ box: HERS, embedding: null, flaws: ["turned-away"] }));
  expect(await detail(picture, HIS)).toBeGreaterThan(20);
  expect(await detail(picture, HERS)).toBeLessThan(5);
});
