import type { FaceLook } from "../../src/perception/vision/face-look.ts";
import { EMBEDDING_LENGTH, type GalleryPerson } from "../../src/perception/vision/gallery.ts";

/** A unit vector in the direction of one axis: people of different axes have nothing in common. */
export function axis(index: number): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(EMBEDDING_LENGTH);
  vector[index] = 1;
  return vector;
}

/** A unit vector whose cosine similarity to `axis(index)` is `similarity`; the rest points nowhere near anybody. */
export function like(
  index: number,
  similarity: number,
  rest = EMBEDDING_LENGTH - 1,
): Float32Array<ArrayBuffer> {
  const vector = new Float32Array(EMBEDDING_LENGTH);
  vector[index] = similarity;
  vector[rest] = Math.sqrt(1 - similarity * similarity);
  return vector;
}

/** An enrolled person with one template along an axis. */
export function enrolled(name: string, index: number, group = "family"): GalleryPerson {
  return { name, group, templates: [axis(index)] };
}

/** A good look at a living face in the middle of a 640 × 480 picture. */
export function aLook(changes: Partial<FaceLook> = {}): FaceLook {
  return {
    box: { x: 280, y: 150, width: 80, height: 100 },
    score: 0.99,
    landmarks: new Float32Array(136),
    flaws: [],
    quality: 0.6,
    yaw: 0,
    mouthOpening: 0.03,
    embedding: axis(0),
    live: 0.98,
    surroundings: null,
    ...changes,
  };
}
