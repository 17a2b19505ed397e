import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { formatPerson, parsePerson, type StoredPerson } from "./person-file.ts";

/** The people enrolled, one file a person below the state directory, readable by this user only. */
export interface PeopleStore {
  /** Everybody, by name. Rejects with `PEOPLE_FILE_INVALID` if a file is damaged. */
  list(): Promise<StoredPerson[]>;
  /** Adds or replaces a person; has reached the disk when it resolves. */
  save(person: StoredPerson): Promise<void>;
  /** False if there is nobody of that name. */
  remove(name: string): Promise<boolean>;
}

const SUFFIX = ".json";

/** Where the people of a state directory are. */
export const peopleDirectory = (stateDirectory: string): string => join(stateDirectory, "people");

export function peopleStore(stateDirectory: string): PeopleStore {
  const directory = peopleDirectory(stateDirectory);
  const pathOf = (name: string): string => join(directory, `${name}${SUFFIX}`);
  return {
    list: async () => {
      const files = (await entries(directory)).filter(
        (file) => file.endsWith(SUFFIX) && !file.startsWith("."),
      );
      const people: StoredPerson[] = [];
      for (const file of files.sort()) {
        const path = join(directory, file);
        people.push(parsePerson(await readFile(path, "utf8"), path));
      }
      return people;
    },
    save: async (person) => {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const partial = join(directory, `.${person.name}.${randomUUID()}.part`);
      try {
        const handle = await open(partial, "wx", 0o600);
        try {
          await handle.writeFile(formatPerson(person));
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(partial, pathOf(person.name));
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    },
    remove: async (name) => {
      const there = (await entries(directory)).includes(`${name}${SUFFIX}`);
      await rm(pathOf(name), { force: true });
      return there;
    },
  };
}

/**
 * Everybody as the cameras need them.
 *
 * @param model SHA-256 of the embedding model in use
 * @returns `outdated`: the names of those whose templates are all of another model; they have to be enrolled again
 */
export function galleryOf(
  people: readonly StoredPerson[],
  model: string,
): { gallery: Gallery; outdated: string[] } {
  const usable = people.filter((person) => person.model === model);
  const gallery = usable.map(({ name, group, templates }) => ({
    name,
    group,
    templates: templates.map(({ embedding }) => embedding),
  }));
  const outdated = people.filter((person) => person.model !== model).map(({ name }) => name);
  return { gallery, outdated };
}

async function entries(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
