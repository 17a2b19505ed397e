import { dirname, extname } from "node:path";
import { SystemClock, SystemScheduler } from "../adapters/clock/system-clock.ts";
import { LibavFrameReader } from "../adapters/libav/frame-reader.ts";
import { modelsDirectory } from "../adapters/model-files/manifest-file.ts";
import { sha256OfFile } from "../adapters/model-files/model-directory.ts";
import { resolveModels } from "../adapters/model-files/resolve-models.ts";
import { inProcessAnalyser } from "../adapters/onnx/in-process-analyser.ts";
import { readPhoto } from "../adapters/stills/read-photo.ts";
import type { FaceChainOptions } from "../perception/vision/analyse.ts";
import { lookCloser } from "../perception/vision/closer-look.ts";
import type { EnrolmentSource } from "../perception/vision/enrolment.ts";
import type { FaceLook } from "../perception/vision/face-look.ts";
import type { Raster } from "../perception/vision/geometry.ts";
import type { SceneAnalyser } from "../perception/vision/ports.ts";
import type { Frame } from "../sensors/frame.ts";
import type { FrameReader } from "../sensors/ports.ts";
import type { CommandContext } from "./command-context.ts";

/** Frames a second that are looked at in a clip. */
const CLIP_FPS = 10;
/** Of a clip that shows one person, so much is enough. */
const MOST_FRAMES = 20 * CLIP_FPS;

const PHOTO = new Set([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".avif", ".gif"]);

/** A frame of a photo or clip, and the faces in it. */
export interface SeenFrame {
  readonly frame: Frame;
  readonly looks: readonly FaceLook[];
}

/** Looks at the faces in photos and clips. */
export interface FaceFiles {
  /** SHA-256 of the embedding model in use. */
  readonly model: string;
  kindOf(path: string): "photo" | "clip";
  /**
   * The faces of each frame; one frame for a photo. Of a clip the first 20 s, or all of it if it is wanted `whole`.
   * Rejects with kind `missing` if the file cannot be read.
   */
  look(path: string, signal: AbortSignal, extent?: "whole"): AsyncIterable<SeenFrame>;
  close(): Promise<void>;
}

/** What files are looked at with. */
export interface FaceFileParts {
  readonly analyser: SceneAnalyser;
  readonly reader: FrameReader;
  /** SHA-256 of the embedding model in use. */
  readonly model: string;
}

/** Loads the models that the configuration names. */
export async function openFaceFiles(context: CommandContext): Promise<FaceFiles> {
  const { config, path } = await context.config();
  return faceFiles(await openFaceFileParts(config.models, dirname(path)));
}

/**
 * Loads the face models.
 *
 * @param overrides the user's own files by task, relative to `base`
 * @throws GatehouseError `MODELS_MISSING` (kind `missing`)
 */
export async function openFaceFileParts(
  overrides: Readonly<Record<string, string>>,
  base: string,
  options: FaceChainOptions = {},
): Promise<FaceFileParts> {
  const models = await resolveModels(modelsDirectory(), overrides, base);
  const model = await sha256OfFile(models["face-embedding"]);
  const analyser = await inProcessAnalyser(models, options);
  const reader = new LibavFrameReader({ clock: new SystemClock(), scheduler: new SystemScheduler() });
  return { analyser, reader, model: model ?? "" };
}

/** Whether a file is a photo, by its name; everything else is taken for a clip. */
export function kindOf(path: string): "photo" | "clip" {
  return PHOTO.has(extname(path).toLowerCase()) ? "photo" : "clip";
}

/** The same from parts. */
export function faceFiles(parts: FaceFileParts): FaceFiles {
  const { analyser, reader, model } = parts;
  const analyse = async (raster: Raster): Promise<readonly FaceLook[]> =>
    (await analyser.analyse(still(raster))) ?? [];
  return {
    model,
    kindOf,
    look: async function* (path, signal, extent) {
      if (kindOf(path) === "photo") {
        const raster = await readPhoto(path);
        yield { frame: still(raster), looks: await lookCloser(raster, analyse) };
        return;
      }
      let count = 0;
      for await (const frame of reader.frames(path, { fps: CLIP_FPS, signal })) {
        yield { frame, looks: (await analyser.analyse(frame)) ?? [] };
        count += 1;
        if (extent !== "whole" && count >= MOST_FRAMES) return;
      }
    },
    close: () => analyser.close(),
  };
}

/** All looks of a file, for enrolment. */
export async function sourceOf(
  files: FaceFiles,
  path: string,
  signal: AbortSignal,
): Promise<EnrolmentSource> {
  const frames: (readonly FaceLook[])[] = [];
  for await (const { looks } of files.look(path, signal)) frames.push(looks);
  return { name: path, kind: files.kindOf(path), frames };
}

function still(raster: Raster): Frame {
  return { ...raster, camera: "still", at: 0, t: 0, ptsMs: null };
}
