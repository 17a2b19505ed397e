import { peopleStore, type PeopleStore } from "../../src/adapters/people/people-store.ts";
import type { StoredPerson, StoredTemplate } from "../../src/adapters/people/person-file.ts";
import { like } from "./face-looks.ts";

/** The people of a folder, changed by this process alone. */
export function peopleIn(
  stateDirectory: string,
  keys: { key?: string; former?: string } = {},
): PeopleStore & {
  save: (person: StoredPerson) => Promise<void>;
  remove: (name: string) => Promise<boolean>;
} {
  const store = peopleStore({ stateDirectory, ...keys, exclusively: (work) => work() });
  return {
    ...store,
    save: (person) => store.change(({ save }) => save(person)),
    remove: (name) => store.change(({ remove }) => remove(name)),
  };
}

export function aTemplate(embedding: Float32Array<ArrayBuffer>, source = "a.jpg"): StoredTemplate {
  return { source, kind: "photo", at: 1_700_000_000_000, frames: 1, quality: 0.5, embedding };
}

export function aPerson(name: string, changes: Partial<StoredPerson> = {}): StoredPerson {
  return {
    ...{ name, group: "family", model: "abc", consent: null, counterExamples: [], lookalikes: [] },
    templates: [aTemplate(like(0, 0.3))],
    ...changes,
  };
}
