import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { withLookalikes } from "../../perception/vision/lookalikes.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { keyRing, type KeyRing, type KeyRingOptions } from "./key-ring.ts";
import { syncDirectory } from "./people-key.ts";
import { formatPerson, parsePerson, type ReadPerson, type StoredPerson } from "./person-file.ts";

/** Somebody whose file cannot be used: nobody knows this person until it is mended. */
export interface UnreadablePerson {
  /** By the file's name. */
  readonly name: string;
  /** `PEOPLE_FILE_INVALID`, `PEOPLE_FILE_UNREADABLE`, or one of the key: `PEOPLE_KEY_…`. */
  readonly error: GatehouseError;
}

/** Everybody, by name. */
export interface People {
  readonly people: readonly StoredPerson[];
  readonly unreadable: readonly UnreadablePerson[];
}

/** Everybody, while no other process changes anybody. */
interface PeopleInHand extends People {
  /** Adds or replaces a person; has reached the disk when it resolves. */
  readonly save: (person: StoredPerson) => Promise<void>;
  /** False if there is nobody of that name. Needs no key, and takes a damaged file too. */
  readonly remove: (name: string) => Promise<boolean>;
}

/** The people enrolled, one sealed file a person below the state directory, for this user only. */
export interface PeopleStore {
  /** Everybody. A file that cannot be used concerns its own person alone. */
  read(): Promise<People>;
  /** Looks and changes at once: whoever was removed meanwhile does not come back with what is saved. */
  change<Result>(work: (people: PeopleInHand) => Promise<Result>): Promise<Result>;
  /** Seals every file with the key now in use that is not (one of the format of before, say); resolves with the names. */
  reseal(): Promise<string[]>;
  /**
   * Seals every file with a new key, or with the one of the configuration; resolves with the names. If it is interrupted,
   * everybody stays known, and the next call goes on.
   */
  rekey(): Promise<string[]>;
}

export interface PeopleStoreOptions extends KeyRingOptions {
  /** Keeps other processes out while `work` is done. */
  readonly exclusively: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

const SUFFIX = ".json";

/** Where the people of a state directory are. */
export const peopleDirectory = (stateDirectory: string): string => join(stateDirectory, "people");

/** Throws `PEOPLE_KEY_INVALID` (usage). */
export function peopleStore(options: PeopleStoreOptions): PeopleStore {
  const ring = keyRing(options);
  const files = new PersonFiles(peopleDirectory(options.stateDirectory), ring);
  return {
    read: () => files.read(),
    change: (work) =>
      options.exclusively(async () => {
        const found = await files.read();
        return work({
          ...found,
          save: async (person) => {
            refuseWithoutKey(found);
            await files.write(person);
          },
          remove: (name) => files.remove(name),
        });
      }),
    reseal: () =>
      options.exclusively(async () => {
        refuseWithoutKey(await files.read());
        return files.reseal();
      }),
    rekey: () =>
      options.exclusively(async () => {
        refuseWithoutKey(await files.read());
        await ring.beginRotation();
        const names = await files.reseal();
        await ring.endRotation();
        return names;
      }),
  };
}

/** With a key that is not that of the others, the house would end up with two halves of which it knows one. */
function refuseWithoutKey({ unreadable }: People): void {
  const closed = unreadable.find(({ error }) => error.code.startsWith("PEOPLE_KEY_"));
  if (closed !== undefined) throw closed.error;
}

class PersonFiles {
  readonly #directory: string;
  readonly #ring: KeyRing;

  constructor(directory: string, ring: KeyRing) {
    this.#directory = directory;
    this.#ring = ring;
  }

  async read(): Promise<People> {
    const people: StoredPerson[] = [];
    const unreadable: UnreadablePerson[] = [];
    for (const name of await this.#names()) {
      try {
        const found = await this.#load(name);
        if (found !== null) people.push(found.person);
      } catch (error) {
        if (!(error instanceof GatehouseError)) throw error;
        unreadable.push({ name, error });
      }
    }
    return { people, unreadable };
  }

  async write(person: StoredPerson): Promise<void> {
    const key = await this.#ring.sealing();
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const partial = join(this.#directory, `.${person.name}.${randomUUID()}.part`);
    try {
      const handle = await open(partial, "wx", 0o600);
      try {
        await handle.writeFile(formatPerson(person, key));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(partial, this.#path(person.name));
      await syncDirectory(this.#directory);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async remove(name: string): Promise<boolean> {
    const entries = await listed(this.#directory);
    // What a crash left half written is this person's, too.
    const own = entries.filter(
      (file) => file === `${name}${SUFFIX}` || (file.startsWith(`.${name}.`) && file.endsWith(".part")),
    );
    for (const file of own) await rm(join(this.#directory, file), { force: true });
    if (own.length > 0) await syncDirectory(this.#directory);
    return own.includes(`${name}${SUFFIX}`);
  }

  async reseal(): Promise<string[]> {
    const names = await this.#names();
    if (names.length === 0) return [];
    const { id } = await this.#ring.sealing();
    const changed: string[] = [];
    for (const name of names) {
      const found = await this.#load(name).catch(() => null);
      if (found === null || found.key === id) continue;
      await this.write(found.person);
      changed.push(name);
    }
    return changed;
  }

  /** Null if the file is gone since the folder was read. */
  async #load(name: string): Promise<ReadPerson | null> {
    const path = this.#path(name);
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (error) {
      if (isMissing(error)) return null;
      throw unreadable(path, error);
    }
    return parsePerson(text, { path, name }, await this.#ring.all());
  }

  async #names(): Promise<string[]> {
    const files = await listed(this.#directory);
    return files
      .filter((file) => file.endsWith(SUFFIX) && !file.startsWith("."))
      .map((file) => file.slice(0, -SUFFIX.length))
      .sort();
  }

  #path(name: string): string {
    return join(this.#directory, `${name}${SUFFIX}`);
  }
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
  const gallery = usable.map(({ name, group, templates, counterExamples, lookalikes }) => ({
    name,
    group,
    templates: templates.map(({ embedding }) => embedding),
    counterExamples: counterExamples.map(({ embedding }) => embedding),
    lookalikes,
  }));
  const outdated = people.filter((person) => person.model !== model).map(({ name }) => name);
  return { gallery: withLookalikes(gallery), outdated };
}

async function listed(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function unreadable(path: string, cause: unknown): GatehouseError {
  return new GatehouseError(
    "PEOPLE_FILE_UNREADABLE",
    `${path} cannot be read (${messageOf(cause)}): give it to the user that Gatehouse runs as`,
    { kind: "failed", cause },
  );
}
