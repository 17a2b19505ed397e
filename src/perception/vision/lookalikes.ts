import type { Gallery, GalleryPerson } from "./gallery.ts";
import { cosine } from "./matching.ts";

/**
 * Two enrolled people this similar are look-alikes. Of strangers one pair in ten thousand is (all pairs of Labeled Faces
 * in the Wild reach 0.413 at that rate), so it is siblings, or pictures taken in the same poor light.
 */
const LOOKALIKE_FROM = 0.4;

/** The similarity of the most similar templates of two people, −1–1; −1 if one has none. */
export function likeness(one: Templates, other: Templates): number {
  let most = -1;
  for (const a of one.templates) for (const b of other.templates) most = Math.max(most, cosine(a, b));
  return most;
}

/** Those of the others who look like a person, the most similar first. */
export function lookalikesOf(
  person: Templates & Pick<GalleryPerson, "name">,
  others: Gallery,
): { name: string; similarity: number }[] {
  return others
    .filter(({ name }) => name !== person.name)
    .map((other) => ({ name: other.name, similarity: likeness(person, other) }))
    .filter(({ similarity }) => similarity >= LOOKALIKE_FROM)
    .sort((a, b) => b.similarity - a.similarity);
}

/**
 * The gallery in which every pair of look-alikes knows of it, on both sides: those who were said to be alike when they were
 * enrolled, and those whose templates are.
 */
export function withLookalikes(gallery: Gallery): Gallery {
  const names = new Set(gallery.map(({ name }) => name));
  return gallery.map((person) => {
    const told = person.lookalikes ?? [];
    const toldByOthers = gallery.flatMap(({ name, lookalikes }) =>
      lookalikes?.includes(person.name) === true ? [name] : [],
    );
    const measured = lookalikesOf(person, gallery).map(({ name }) => name);
    const all = [...new Set([...told, ...toldByOthers, ...measured])].filter((name) => names.has(name));
    return { ...person, lookalikes: all.sort() };
  });
}

type Templates = Pick<GalleryPerson, "templates">;
