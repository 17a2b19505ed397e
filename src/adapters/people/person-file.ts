import { z } from "zod";
import { GatehouseError } from "../../runtime/errors.ts";
import { Embedding, embeddingText } from "./embedding-text.ts";
import { keyMissing } from "./key-ring.ts";
import type { PeopleKey } from "./people-key.ts";
import { seal, unseal } from "./seal.ts";

/** A name is a file's name and part of MQTT topics: letters and digits of any script, `-` and `_`. */
const PersonName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63}$/u, "letters, digits, `-` and `_`, at most 64, no space")
  .transform((name) => name.normalize("NFC"));

/** What a photo or clip left behind; the picture itself is not kept. */
const StoredTemplate = z.strictObject({
  embedding: Embedding,
  /** Name of the file without its folder, and what it was. */
  source: z.string(),
  kind: z.enum(["photo", "clip"]),
  /** When it was added, ms since the epoch. */
  at: z.number(),
  frames: z.int(),
  quality: z.number(),
});
export type StoredTemplate = z.infer<typeof StoredTemplate>;

/** What the person agreed to, and when that was noted (ms since the epoch). */
const Consent = z.strictObject({ text: z.string(), at: z.number() });
type Consent = z.infer<typeof Consent>;

/** What can be read without a key. It is bound to the rest: nobody's templates can be moved under another name. */
const Label = {
  name: PersonName,
  group: z.string(),
  /** SHA-256 of the embedding model: templates of another model mean nothing to this one. */
  model: z.string(),
};

/** What only the key opens. */
const Secret = z.strictObject({
  templates: z.array(StoredTemplate).min(1),
  /** Pictures that are not this person, though they look like it. */
  counterExamples: z.array(StoredTemplate),
  /** People so much like this one that the two must be told apart by a wider margin. */
  lookalikes: z.array(PersonName),
});

const SealedFile = z.strictObject({
  version: z.literal(2),
  ...Label,
  consent: Consent.nullable(),
  /** Which key it is sealed with. */
  key: z.string(),
  nonce: z.string(),
  tag: z.string(),
  sealed: z.string(),
});

/** The format of before, which held the templates in the clear. */
const PlainFile = z.strictObject({
  version: z.literal(1),
  ...Label,
  templates: z.array(StoredTemplate).min(1),
});

export type StoredPerson = z.infer<typeof Secret> & {
  readonly name: string;
  readonly group: string;
  readonly model: string;
  readonly consent: Consent | null;
};

/** Checks a name from the command line. Throws `PEOPLE_NAME_INVALID` (kind `usage`). */
export function checkName(name: string): string {
  const parsed = PersonName.safeParse(name.normalize("NFC"));
  if (parsed.success) return parsed.data;
  throw new GatehouseError(
    "PEOPLE_NAME_INVALID",
    `"${name}" cannot be a name: use letters, digits, - and _, at most 64, beginning with a letter or digit`,
    { kind: "usage" },
  );
}

/** The text of a person's file, sealed anew. */
export function formatPerson(person: StoredPerson, key: PeopleKey): string {
  const { name, group, model, consent, counterExamples, lookalikes } = person;
  const label = { version: 2 as const, name, group, model, consent, key: key.id };
  const secret = {
    templates: person.templates.map(written),
    counterExamples: counterExamples.map(written),
    lookalikes,
  };
  return `${JSON.stringify({ ...label, ...seal(JSON.stringify(secret), key, bound(label)) }, null, 2)}\n`;
}

/** A person from their file. */
export interface ReadPerson {
  readonly person: StoredPerson;
  /** The key it is sealed with; null for a file of the format of before. */
  readonly key: string | null;
}

/**
 * A person from their file's text.
 *
 * @param file where it stands: its path, and the name that the path promises
 * @throws GatehouseError PEOPLE_FILE_INVALID (failed), PEOPLE_KEY_WRONG (failed), PEOPLE_KEY_MISSING (missing)
 */
export function parsePerson(
  text: string,
  file: { readonly path: string; readonly name: string },
  keys: readonly PeopleKey[],
): ReadPerson {
  const json = attempt(() => JSON.parse(text) as { version?: unknown } | null, file.path);
  const read =
    json?.version === 1
      ? { person: plainPerson(json, file.path), key: null }
      : sealedPerson(json, { path: file.path, keys });
  if (read.person.name === file.name.normalize("NFC")) return read;
  throw new GatehouseError(
    "PEOPLE_FILE_INVALID",
    `${file.path} holds the file of ${read.person.name}: somebody has exchanged it; remove it and enrol ${file.name} again`,
    { kind: "failed" },
  );
}

function plainPerson(json: unknown, path: string): StoredPerson {
  const { name, group, model, templates } = attempt(() => PlainFile.parse(json), path);
  return { name, group, model, templates, consent: null, counterExamples: [], lookalikes: [] };
}

function sealedPerson(json: unknown, from: { path: string; keys: readonly PeopleKey[] }): ReadPerson {
  const { path, keys } = from;
  const file = attempt(() => SealedFile.parse(json), path);
  const key = keys.find(({ id }) => id === file.key);
  if (key === undefined) throw keyMissing(path, keys);
  const secret = attempt(() => Secret.parse(JSON.parse(unseal(file, key, bound(file)))), path);
  const { name, group, model, consent } = file;
  return { person: { name, group, model, consent, ...secret }, key: key.id };
}

function attempt<Value>(read: () => Value, path: string): Value {
  try {
    return read();
  } catch (error) {
    throw new GatehouseError(
      "PEOPLE_FILE_INVALID",
      `${path} is damaged or was changed: remove it and enrol the person again`,
      { kind: "failed", cause: error },
    );
  }
}

/** The readable part as it is bound to the sealed one, always in the same order. */
function bound(label: Omit<z.infer<typeof SealedFile>, "nonce" | "tag" | "sealed">): string {
  const { version, name, group, model, consent, key } = label;
  return JSON.stringify([version, name, group, model, consent && [consent.text, consent.at], key]);
}

function written({ embedding, ...facts }: StoredTemplate): object {
  return { ...facts, embedding: embeddingText(embedding) };
}
