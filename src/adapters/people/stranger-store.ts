import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Stranger } from "../../perception/vision/strangers.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import { keyRing, type KeyRing } from "./key-ring.ts";
import type { PeopleStoreOptions } from "./people-store.ts";
import { formatStranger, isStrangerId, parseStranger } from "./stranger-file.ts";

/** All strangers; a file that cannot be used concerns its own stranger alone. */
interface Strangers {
  readonly strangers: readonly Stranger[];
  readonly unreadable: readonly { readonly id: string; readonly error: GatehouseError }[];
}

/** Faces that nobody enrolled, one sealed file each below the state directory, for this user only. */
export interface StrangerStore {
  read(): Promise<Strangers>;
  /** Writes one, whole or not at all. */
  save(stranger: Stranger): Promise<void>;
  /** Writes a stranger anew who was there before; false if somebody has forgotten them meanwhile. */
  update(stranger: Stranger): Promise<boolean>;
  /** False if there is no such stranger. Needs no key. */
  forget(id: string): Promise<boolean>;
}

const SUFFIX = ".json";

/** Where the strangers of a state directory are. */
export const strangersDirectory = (stateDirectory: string): string => join(stateDirectory, "strangers");

/** Throws `PEOPLE_KEY_INVALID` (usage). */
export function strangerStore(options: PeopleStoreOptions): StrangerStore {
  const ring = keyRing(options);
  const directory = strangersDirectory(options.stateDirectory);
  const path = (id: string): string => join(directory, `${id}${SUFFIX}`);
  return {
    read: () => readAll(directory, ring),
    save: (stranger) =>
      options.exclusively(() => write({ directory, path: path(stranger.id), ring }, stranger)),
    update: (stranger) =>
      options.exclusively(async () => {
        if (!(await listed(directory)).includes(`${stranger.id}${SUFFIX}`)) return false;
        await write({ directory, path: path(stranger.id), ring }, stranger);
        return true;
      }),
    forget: (id) =>
      options.exclusively(async () => {
        // Whatever else the folder holds is not named by an id.
        if (!isStrangerId(id)) return false;
        const entries = await listed(directory);
        const own = entries.filter((file) => file === `${id}${SUFFIX}` || file.startsWith(`.${id}.`));
        for (const file of own) await rm(join(directory, file), { force: true });
        return own.length > 0;
      }),
  };
}

async function readAll(directory: string, ring: KeyRing): Promise<Strangers> {
  const strangers: Stranger[] = [];
  const unreadable: { id: string; error: GatehouseError }[] = [];
  const keys = await ring.all();
  for (const file of (await listed(directory)).filter((name) => name.endsWith(SUFFIX) && name[0] !== ".")) {
    const [id, path] = [file.slice(0, -SUFFIX.length), join(directory, file)];
    const text = await readFile(path, "utf8").catch(() => null);
    if (text === null) continue;
    try {
      strangers.push(parseStranger(text, { path, id }, keys));
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      unreadable.push({ id, error });
    }
  }
  return { strangers, unreadable };
}

async function write(
  to: { readonly directory: string; readonly path: string; readonly ring: KeyRing },
  stranger: Stranger,
): Promise<void> {
  const text = formatStranger(stranger, await to.ring.sealing());
  await mkdir(to.directory, { recursive: true, mode: 0o700 });
  const partial = join(to.directory, `.${stranger.id}.${randomUUID()}.part`);
  try {
    const handle = await open(partial, "wx", 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, to.path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new GatehouseError("STRANGER_NOT_KEPT", `${to.path} could not be written: ${messageOf(error)}`, {
      kind: "failed",
      cause: error,
    });
  }
}

async function listed(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "ENOENT") return [];
    throw error;
  });
}
