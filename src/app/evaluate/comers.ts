import { basename } from "node:path";
import { readPhoto } from "../../adapters/stills/read-photo.ts";
import { lookCloser } from "../../perception/vision/closer-look.ts";
import { templateOf } from "../../perception/vision/enrolment.ts";
import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { kindOf } from "../face-files.ts";
import { disturbedLooks } from "./disturbed.ts";
import { demandMedia } from "./folders.ts";
import { mostCentral } from "./most-central.ts";
import type { Shown } from "./show.ts";
import { seedFor } from "./sway.ts";

/** Analysed frames for which each look is shown, and how far they are apart, ms. */
export const FRAMES_A_LOOK = 2;
const FRAME_MS = 100;

/** Somebody who comes to the door, and what they would be enrolled from. */
export interface Comer {
  readonly name: string;
  /** Looks at one photo, disturbed by chance; every face taken for a living one. */
  readonly visit: readonly Shown[];
  /** The good ones among the looks. */
  readonly looks: readonly Float32Array<ArrayBuffer>[];
  /** From the same photo as it is, and from another one; null if the enrolment refuses it, or there is none. */
  readonly template: Float32Array<ArrayBuffer> | null;
  readonly otherTemplate: Float32Array<ArrayBuffer> | null;
}

export interface LookingOptions {
  /** Looks at each photo. */
  readonly looks: number;
  readonly seed: number;
}

/** Looks at the photos of a person's folder; null without any. */
export async function lookAtPerson(
  folder: string,
  analyser: FaceAnalyser,
  { looks, seed }: LookingOptions,
): Promise<Comer | null> {
  const [first, second] = (await demandMedia(folder)).filter((file) => kindOf(file) === "photo");
  if (first === undefined) return null;
  const photo = await readPhoto(first);
  const template = await templateFrom(first, photo, analyser);
  const visit: Shown[] = [];
  const good: Float32Array<ArrayBuffer>[] = [];
  for (const [look, raster] of disturbedLooks(photo, looks, seedFor(basename(first), seed)).entries()) {
    const face = await faceIn(raster, analyser);
    if (face?.flaws.length === 0 && face.embedding !== null) good.push(face.embedding);
    const found = face === null ? [] : [{ ...face, live: face.embedding === null ? null : 1 }];
    for (let again = 0; again < FRAMES_A_LOOK; again += 1) {
      const t = (look * FRAMES_A_LOOK + again) * FRAME_MS;
      visit.push({ t, width: raster.width, height: raster.height, looks: found });
    }
  }
  const otherTemplate =
    second === undefined ? null : await templateFrom(second, await readPhoto(second), analyser);
  return { name: basename(folder), visit, looks: good, template, otherTemplate };
}

/** What the enrolment makes of a photo; null if it refuses it. */
async function templateFrom(
  path: string,
  photo: Raster,
  analyser: FaceAnalyser,
): Promise<Float32Array<ArrayBuffer> | null> {
  const face = await faceIn(photo, analyser);
  try {
    return templateOf({ name: path, kind: "photo", frames: [face === null ? [] : [face]] }).embedding;
  } catch (error) {
    if (error instanceof GatehouseError && error.kind === "refused") return null;
    throw error;
  }
}

/** Others at the side of a photo are nobody who comes to the door: beside a stranger nobody would be let in. */
async function faceIn(raster: Raster, analyser: FaceAnalyser): Promise<FaceLook | null> {
  const analyse = async (part: Raster): Promise<readonly FaceLook[]> =>
    (await analyser.analyse({ ...part, camera: "still", at: 0, t: 0, ptsMs: null })) ?? [];
  return mostCentral(await lookCloser(raster, analyse), raster);
}
