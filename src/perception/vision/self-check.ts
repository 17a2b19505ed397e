import { nearest } from "./matching.ts";

/** What is known of how well a person's own templates fit each other. */
export interface SelfCheck {
  /** Similarity of the template that is least like the nearest of the others; null with a single photo. */
  readonly weakest: number | null;
  /** Which one that is. */
  readonly source: string | null;
}

interface Named {
  readonly name: string;
  readonly embedding: Float32Array;
  /** How well the looks that it was made of fit each other; null for a photo, or if that is not known. */
  readonly weakest?: number | null;
}

/**
 * Leaves each template out in turn and asks how well the others recognise it, as the door would. A person with a single
 * template is judged by the looks that it was made of.
 */
export function selfCheck(templates: readonly Named[]): SelfCheck {
  const [only] = templates;
  if (only === undefined) return { weakest: null, source: null };
  if (templates.length === 1) return { weakest: only.weakest ?? null, source: only.name };
  const scores = templates.map(({ name, embedding }, index) => {
    const others = templates.filter((_, i) => i !== index).map((other) => other.embedding);
    return { weakest: nearest(embedding, others), source: name };
  });
  return scores.reduce((least, score) => (score.weakest < least.weakest ? score : least));
}
