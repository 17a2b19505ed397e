import { basename } from "node:path";
import { readPhoto } from "../../adapters/stills/read-photo.ts";
import { lookCloser } from "../../perception/vision/closer-look.ts";
import { checkTemplates, templateOf } from "../../perception/vision/enrolment.ts";
import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { kindOf } from "../face-files.ts";
import { disturbedLooks } from "./disturbed.ts";
import { demandMedia } from "./folders.ts";
import { mostCentral } from "./most-central.ts";
import { notRefused } from "./not-refused.ts";
import type { Shown } from "./show.ts";
import { seedFor } from "./sway.ts";
import { takenForLive } from "./taken-for-live.ts";

/** Analysed frames for which each look is shown, and how far they are apart, ms. */
export const FRAMES_A_LOOK = 2;
const FRAME_MS = 100;

type Templates = readonly Float32Array<ArrayBuffer>[];

/** Somebody who comes to the door, and what they would be enrolled from. */
export interface Comer {
  readonly name: string;
  /** Looks at one photo, disturbed by chance; every face taken for a living one. */
  readonly visit: readonly Shown[];
  /** The good ones among the looks. */
  readonly looks: Templates;
  /** From the first photos as they are, that of the visit among them; empty if the enrolment refuses them. */
  readonly templates: Templates;
  /** From as many other photos than that of the visit; empty if there are too few, or the enrolment refuses them. */
  readonly otherTemplates: Templates;
}

export interface LookingOptions {
  /** Looks at each photo. */
  readonly looks: number;
  /** Photos that people are enrolled from; those who have fewer, from what they have. */
  readonly photosEach: number;
  readonly seed: number;
}

/** Looks at the photos of a person's folder; null without any. */
export async function lookAtPerson(
  folder: string,
  analyser: FaceAnalyser,
  { looks, photosEach, seed }: LookingOptions,
): Promise<Comer | null> {
  const photos = (await demandMedia(folder)).filter((file) => kindOf(file) === "photo");
  const [first] = photos;
  if (first === undefined) return null;
  const photo = await readPhoto(first);
  const stills: (Float32Array<ArrayBuffer> | null)[] = [];
  for (const path of photos.slice(0, photosEach + 1)) stills.push(await templateFrom(path, analyser));
  const visit: Shown[] = [];
  const good: Float32Array<ArrayBuffer>[] = [];
  for (const [look, raster] of disturbedLooks(photo, looks, seedFor(basename(first), seed)).entries()) {
    const face = await faceIn(raster, analyser);
    if (face?.flaws.length === 0 && face.embedding !== null) good.push(face.embedding);
    const found = face === null ? [] : [takenForLive(face)];
    for (let again = 0; again < FRAMES_A_LOOK; again += 1) {
      const t = (look * FRAMES_A_LOOK + again) * FRAME_MS;
      visit.push({ t, width: raster.width, height: raster.height, looks: found });
    }
  }
  const templates = togetherEnrolled(stills.slice(0, photosEach));
  const otherTemplates = stills.length > photosEach ? togetherEnrolled(stills.slice(1)) : [];
  return { name: basename(folder), visit, looks: good, templates, otherTemplates };
}

/** Those that the enrolment does not refuse; none if they do not look like one person. */
function togetherEnrolled(stills: readonly (Float32Array<ArrayBuffer> | null)[]): Templates {
  const templates = stills.filter((still) => still !== null);
  const named = templates.map((embedding, i) => ({ name: `photo ${i + 1}`, embedding }));
  return notRefused(() => checkTemplates(named, [], 1)) === null ? [] : templates;
}

/** What the enrolment makes of a photo; null if it refuses it. */
async function templateFrom(path: string, analyser: FaceAnalyser): Promise<Float32Array<ArrayBuffer> | null> {
  const face = await faceIn(await readPhoto(path), analyser);
  const source = { name: path, kind: "photo", frames: [face === null ? [] : [face]] } as const;
  return notRefused(() => templateOf(source).embedding);
}

/** Others at the side of a photo are nobody who comes to the door: beside a stranger nobody would be let in. */
async function faceIn(raster: Raster, analyser: FaceAnalyser): Promise<FaceLook | null> {
  const analyse = async (part: Raster): Promise<readonly FaceLook[]> =>
    (await analyser.analyse({ ...part, camera: "still", at: 0, t: 0, ptsMs: null })) ?? [];
  return mostCentral(await lookCloser(raster, analyse), raster);
}
