import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** A key of AES-256, and a name for it that gives nothing of it away. */
export interface PeopleKey {
  readonly id: string;
  readonly bytes: Buffer;
}

const KEY_BYTES = 32;

/** The key that is made where none is configured. */
export const keyPath = (stateDirectory: string): string => join(stateDirectory, "people.key");

/** The key that takes its place as soon as every file is sealed with it. */
export const nextKeyPath = (stateDirectory: string): string => join(stateDirectory, "people.key.next");

/**
 * A key from its text: 32 bytes in base64 or hexadecimal digits.
 *
 * @param where names the place in the error
 * @throws GatehouseError PEOPLE_KEY_INVALID (usage)
 */
export function parseKey(text: string, where: string): PeopleKey {
  const trimmed = text.trim();
  const bytes = /^[0-9a-f]{64}$/i.test(trimmed)
    ? Buffer.from(trimmed, "hex")
    : Buffer.from(/^[A-Za-z0-9+/]{43}=?$/.test(trimmed) ? trimmed : "", "base64");
  if (bytes.length === KEY_BYTES) return keyOf(bytes);
  throw new GatehouseError(
    "PEOPLE_KEY_INVALID",
    `${where} is not a key: expected 32 bytes in base64, as \`openssl rand -base64 32\` prints them`,
    { kind: "usage" },
  );
}

/**
 * The key in a file, or null if there is no such file.
 *
 * @throws GatehouseError PEOPLE_KEY_INVALID (usage), PEOPLE_KEY_MISSING (missing) if it may not be read
 */
export async function readKeyFile(path: string): Promise<PeopleKey | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new GatehouseError(
      "PEOPLE_KEY_MISSING",
      `the key ${path} cannot be read (${messageOf(error)}): give it to the user that Gatehouse runs as`,
      { kind: "missing", cause: error },
    );
  }
  return parseKey(text, path);
}

/**
 * The key in a file, made now if there is none. Whoever comes second takes the key of the first: a file never holds half
 * a key, and is never replaced.
 */
export async function makeKeyFile(path: string): Promise<PeopleKey> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    const handle = await open(partial, "wx", 0o600);
    try {
      await handle.writeFile(`${randomBytes(KEY_BYTES).toString("base64")}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(partial, path).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
  } finally {
    await rm(partial, { force: true });
  }
  await syncDirectory(dirname(path));
  const key = await readKeyFile(path);
  if (key !== null) return key;
  throw new GatehouseError("PEOPLE_KEY_MISSING", `the key ${path} was taken away while it was made`, {
    kind: "missing",
  });
}

/** Lets the next key take the place of the one before. */
export async function promoteKeyFile(stateDirectory: string): Promise<void> {
  await rename(nextKeyPath(stateDirectory), keyPath(stateDirectory));
  await syncDirectory(stateDirectory);
}

/** Removes the keys that were made here: another one has taken their place. */
export async function dropKeyFiles(stateDirectory: string): Promise<void> {
  await rm(nextKeyPath(stateDirectory), { force: true });
  await rm(keyPath(stateDirectory), { force: true });
}

/** Makes what was renamed or removed in a folder last through a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function keyOf(bytes: Buffer): PeopleKey {
  const id = createHash("sha256").update("gatehouse people key").update(bytes).digest("hex").slice(0, 16);
  return { id, bytes };
}
