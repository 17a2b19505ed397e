import { cosine } from "./matching.ts";

/** Counter-examples that are kept of a person; of more, the oldest go. */
export const MOST_COUNTER_EXAMPLES = 16;

/**
 * A picture this similar to a person's own shows that person: no two people were measured above 0.6 at one camera, and a
 * counter-example this near would make the person unknown.
 */
const SAME_PERSON_FROM = 0.75;

/** What a picture that is said not to be somebody is worth. */
export interface CounterExampleCheck {
  /** Similarity to the nearest of the person's templates. */
  readonly similarity: number;
  /** It is the person, by all appearances; it must not be kept. */
  readonly isThePerson: boolean;
  /** The person's own templates that would be ruled out by it: looks like them would not count any more. */
  readonly shadows: number;
}

/** How near a face that is said not to be a person is to the person's own templates. */
export function checkCounterExample(
  embedding: Float32Array,
  templates: readonly Float32Array[],
): CounterExampleCheck {
  const similarities = templates.map((template) => cosine(embedding, template));
  const shadowed = templates.filter((template, index) => {
    const others = templates.filter((_, i) => i !== index);
    if (others.length === 0) return false;
    return (similarities[index] ?? -1) >= Math.max(...others.map((other) => cosine(template, other)));
  });
  const similarity = Math.max(-1, ...similarities);
  return { similarity, isThePerson: similarity >= SAME_PERSON_FROM, shadows: shadowed.length };
}
