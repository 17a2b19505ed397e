import { basename } from "node:path";
import { readPhoto } from "../../adapters/stills/read-photo.ts";
import { lookCloser } from "../../perception/vision/closer-look.ts";
import type { Detection } from "../../perception/vision/detection.ts";
import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Raster } from "../../perception/vision/geometry.ts";
import type { Vision, VisionStep } from "../../perception/vision/vision.ts";
import { kindOf, type FaceFileParts } from "../face-files.ts";
import { seedFor, swayOf, type Sway } from "./sway.ts";

const still: Sway = { frame: (photo) => photo };

/** For so long a photo is shown to the camera, s. */
const PHOTO_SECONDS = 2;

/** One analysed frame of a file. */
export interface Shown {
  /** Time within the file, ms. */
  readonly t: number;
  readonly width: number;
  readonly height: number;
  readonly looks: readonly FaceLook[];
  /** The people, whether their faces are seen or not; left out where only faces are looked for. */
  readonly people?: readonly Detection[] | null;
}

export interface ShowOptions {
  /** Analysed frames a second. */
  readonly fps: number;
  /** Decides how photos move; null: they stand still. */
  readonly seed: number | null;
  readonly signal: AbortSignal;
  /** Look for people too, not only for faces. */
  readonly people?: boolean;
}

/**
 * The faces of a file, frame after frame, as a camera would show them: a clip as it is, a photo for two seconds, in slight
 * movement if it is to move. Rejects with kind `missing` if the file cannot be read.
 */
export async function* show(path: string, parts: FaceFileParts, options: ShowOptions): AsyncGenerator<Shown> {
  if (kindOf(path) === "photo") yield* showPhoto(path, parts, options);
  else yield* showClip(path, parts, options);
}

async function* showPhoto(
  path: string,
  { analyser }: FaceFileParts,
  { fps, seed, signal, people: wanted = false }: ShowOptions,
): AsyncGenerator<Shown> {
  const photo = await readPhoto(path);
  const sway = seed === null ? still : swayOf(seedFor(basename(path), seed));
  const analyse = async (raster: Raster): Promise<readonly FaceLook[]> =>
    (await analyser.analyse({ ...raster, camera: "still", at: 0, t: 0, ptsMs: null })) ?? [];
  let seen: Raster | null = null;
  let looks: readonly FaceLook[] = [];
  let people: readonly Detection[] | null = null;
  for (let index = 0; index < PHOTO_SECONDS * fps; index += 1) {
    signal.throwIfAborted();
    const raster = sway.frame(photo, index);
    // The same picture again has the same faces.
    if (seen !== raster) {
      looks = await lookCloser(raster, analyse);
      const frame = { ...raster, camera: "still", at: 0, t: 0, ptsMs: null };
      people = wanted ? ((await analyser.analyseScene(frame, { people: true }))?.people ?? null) : null;
    }
    seen = raster;
    yield { t: (index * 1000) / fps, width: raster.width, height: raster.height, looks, people };
  }
}

async function* showClip(
  path: string,
  { analyser, reader }: FaceFileParts,
  { fps, signal, people: wanted = false }: ShowOptions,
): AsyncGenerator<Shown> {
  let first: number | null = null;
  for await (const frame of reader.frames(path, { fps, signal })) {
    signal.throwIfAborted();
    first ??= frame.t;
    const { width, height, t } = frame;
    const scene = await analyser.analyseScene(frame, { people: wanted });
    yield { t: t - first, width, height, looks: scene?.looks ?? [], people: scene?.people ?? null };
  }
}

/** What vision makes of each frame, as in a camera's process. */
export async function* watch(
  frames: AsyncIterable<Shown> | Iterable<Shown>,
  vision: Vision,
): AsyncGenerator<{ readonly t: number; readonly faces: number; readonly step: VisionStep }> {
  for await (const { looks, people = null, t, width, height } of frames) {
    const step = vision.analyse(
      looks,
      { width, height, at: t, t, lagMs: 0, frozen: false, covered: false, leapt: false },
      people,
    );
    yield { t, faces: looks.length, step };
  }
}
