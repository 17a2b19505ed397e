import type { Gallery, GalleryPerson } from "./gallery.ts";

/** The nearest enrolled person to an embedding. */
export interface Match {
  readonly person: string;
  readonly group: string;
  /** Cosine similarity to the nearest of the person's templates, −1–1. */
  readonly similarity: number;
  /** How far the runner-up is behind; without a second person the similarity itself. */
  readonly margin: number;
  /**
   * Why the look does not count for this person however similar it is: it is nearer to a face that is known not to be
   * this person, or too near to somebody who looks like this person. Absent if nothing speaks against it.
   */
  readonly veto?: "counter-example" | "lookalike";
}

/** How far behind a look-alike must be: twice what is demanded of anybody else by default. */
export const LOOKALIKE_MARGIN = 0.16;

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

/** The similarity of a face to the nearest of several; −1 if there are none. */
export function nearest(embedding: Float32Array, faces: readonly Float32Array[]): number {
  let most = -1;
  for (const face of faces) most = Math.max(most, cosine(embedding, face));
  return most;
}

interface Candidate {
  readonly person: GalleryPerson;
  readonly similarity: number;
  /** The look is at least as near to a face that is not this person. */
  readonly denied: boolean;
}

/**
 * Who of the gallery is nearest to a face; null if nobody is enrolled. Counter-examples only take away: whoever they rule
 * out is the nearest only if nobody else is left, and still counts as the runner-up of the others.
 */
export function matchFace(embedding: Float32Array, gallery: Gallery): Match | null {
  const candidates = gallery
    .filter(({ templates }) => templates.length > 0)
    .map((person) => candidate(embedding, person));
  const [best] = candidates.toSorted(
    (a, b) => Number(a.denied) - Number(b.denied) || b.similarity - a.similarity,
  );
  if (best === undefined) return null;
  const { name, group } = best.person;
  let margin: number | null = null;
  let lookalike = false;
  for (const other of candidates) {
    if (other === best) continue;
    const distance = best.similarity - other.similarity;
    margin = Math.min(margin ?? distance, distance);
    lookalike ||= distance < LOOKALIKE_MARGIN && areLookalikes(best.person, other.person);
  }
  const match = { person: name, group, similarity: best.similarity, margin: margin ?? best.similarity };
  if (best.denied) return { ...match, veto: "counter-example" };
  return lookalike ? { ...match, veto: "lookalike" } : match;
}

function candidate(embedding: Float32Array, person: GalleryPerson): Candidate {
  const similarity = nearest(embedding, person.templates);
  const counterExamples = person.counterExamples ?? [];
  return {
    person,
    similarity,
    denied: counterExamples.length > 0 && nearest(embedding, counterExamples) >= similarity,
  };
}

function areLookalikes(one: GalleryPerson, other: GalleryPerson): boolean {
  return one.lookalikes?.includes(other.name) === true || other.lookalikes?.includes(one.name) === true;
}
