import type { Gallery } from "./gallery.ts";

/** The nearest enrolled person to an embedding. */
export interface Match {
  readonly person: string;
  readonly group: string;
  /** Cosine similarity to the nearest of the person's templates, −1–1. */
  readonly similarity: number;
  /** How far the runner-up is behind; without a second person the similarity itself. */
  readonly margin: number;
}

/** Cosine similarity of two vectors of unit length. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** A vector scaled to unit length, and the length it had; a vector without direction stays zero. */
export function unitLength(vector: Float32Array): { unit: Float32Array<ArrayBuffer>; norm: number } {
  const norm = Math.sqrt(cosine(vector, vector));
  const by = norm > 0 && Number.isFinite(norm) ? 1 / norm : 0;
  return { unit: vector.map((value) => value * by), norm };
}

/** Who of the gallery is nearest to a face; null if nobody is enrolled. */
export function matchFace(embedding: Float32Array, gallery: Gallery): Match | null {
  let best: { person: string; group: string; similarity: number } | null = null;
  let second: number | null = null;
  for (const { name, group, templates } of gallery) {
    if (templates.length === 0) continue;
    const similarity = Math.max(...templates.map((template) => cosine(embedding, template)));
    if (best === null || similarity > best.similarity) {
      second = best?.similarity ?? null;
      best = { person: name, group, similarity };
    } else if (second === null || similarity > second) {
      second = similarity;
    }
  }
  if (best === null) return null;
  return { ...best, margin: second === null ? best.similarity : best.similarity - second };
}
