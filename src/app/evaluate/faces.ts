import { join } from "node:path";
import { readPhoto } from "../../adapters/stills/read-photo.ts";
import { cosine } from "../../perception/vision/matching.ts";
import type { FaceAnalyser } from "../../perception/vision/ports.ts";
import { mostCentral } from "./most-central.ts";
import type { PairImage, PairList } from "./pairs.ts";
import type { Progress } from "./progress.ts";
import {
  acceptRates,
  crossValidate,
  SimilarityHistogram,
  type AcceptRate,
  type Accuracy,
  type FarKey,
} from "./verification.ts";

/** How well the models tell faces apart. */
export interface FacesResult {
  readonly pairs: number;
  readonly images: number;
  readonly people: number;
  readonly accuracy: Accuracy;
  /** Comparisons of all pictures with all others. */
  readonly genuine: number;
  readonly impostors: number;
  readonly rates: Partial<Record<FarKey, AcceptRate>>;
  /** Pictures without a face: their pairs count as wrong answers, their genuine comparisons as not accepted. */
  readonly undetected: readonly string[];
  /** Pictures whose face is measured here but would be no evidence at a door: blurred, turned away … */
  readonly flawed: number;
}

export interface FacesOptions {
  readonly list: PairList;
  /** Folder with the pictures. */
  readonly directory: string;
  /** One that embeds looks with flaws too. */
  readonly analyser: FaceAnalyser;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Measures the chain from detection to embedding by the protocol of Labeled Faces in the Wild. */
export async function evaluateFaces(options: FacesOptions): Promise<FacesResult> {
  const { images, pairs, folds } = options.list;
  const faces = await describeAll(options);
  const comparisons = pairs.map(({ fold, same, a, b }) => ({
    fold,
    same,
    similarity: compare(faces[a], faces[b]),
  }));
  const { genuine, impostors } = compareAll(images, faces);
  return {
    pairs: pairs.length,
    images: images.length,
    people: new Set(images.map(({ person }) => person)).size,
    accuracy: crossValidate(comparisons, folds),
    genuine: genuine.length,
    impostors: impostors.total,
    rates: acceptRates(genuine, impostors),
    undetected: images.filter((_, i) => faces[i] == null).map(({ file }) => file),
    flawed: faces.filter((face) => face?.flawed === true).length,
  };
}

interface DescribedFace {
  readonly embedding: Float32Array;
  readonly flawed: boolean;
}

async function describeAll(options: FacesOptions): Promise<(DescribedFace | null)[]> {
  const { list, directory, analyser, progress, signal } = options;
  const faces: (DescribedFace | null)[] = [];
  for (const { file } of list.images) {
    signal.throwIfAborted();
    const raster = await readPhoto(join(directory, file));
    const looks = await analyser.analyse({ ...raster, camera: "still", at: 0, t: 0, ptsMs: null });
    const look = mostCentral(looks ?? [], raster);
    faces.push(look?.embedding == null ? null : { embedding: look.embedding, flawed: look.flaws.length > 0 });
    progress.done(faces.length, list.images.length);
  }
  progress.end();
  return faces;
}

function compare(a: DescribedFace | null | undefined, b: DescribedFace | null | undefined): number | null {
  return a == null || b == null ? null : cosine(a.embedding, b.embedding);
}

/** Every picture with every other one: pictures without a face lose their genuine comparisons, and impress nobody. */
function compareAll(
  images: readonly PairImage[],
  faces: readonly (DescribedFace | null)[],
): { genuine: (number | null)[]; impostors: SimilarityHistogram } {
  const genuine: (number | null)[] = [];
  const impostors = new SimilarityHistogram();
  for (let i = 0; i < images.length; i += 1) {
    for (let j = i + 1; j < images.length; j += 1) {
      const similarity = compare(faces[i], faces[j]);
      if (images[i]?.person === images[j]?.person) genuine.push(similarity);
      else if (similarity !== null) impostors.add(similarity);
    }
  }
  return { genuine, impostors };
}
