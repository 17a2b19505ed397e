import { z } from "zod";
import { EMBEDDING_LENGTH } from "../../perception/vision/gallery.ts";
import { GatehouseError } from "../../runtime/errors.ts";

/** A name is a file's name and part of MQTT topics: letters and digits of any script, `-` and `_`. */
const PersonName = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N}_-]{0,63}$/u, "letters, digits, `-` and `_`, at most 64, no space")
  .transform((name) => name.normalize("NFC"));

const Embedding = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === EMBEDDING_LENGTH * 4) return decode(bytes);
  context.addIssue(`expected ${EMBEDDING_LENGTH} numbers of 32 bits`);
  return z.NEVER;
});

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

const StoredPerson = z.strictObject({
  version: z.literal(1),
  name: PersonName,
  group: z.string(),
  /** SHA-256 of the embedding model: templates of another model mean nothing to this one. */
  model: z.string(),
  templates: z.array(StoredTemplate).min(1),
});
export type StoredPerson = z.infer<typeof StoredPerson>;

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

/** The text of a person's file. */
export function formatPerson(person: StoredPerson): string {
  const templates = person.templates.map(({ embedding, ...facts }) => ({
    ...facts,
    embedding: encode(embedding),
  }));
  return `${JSON.stringify({ ...person, templates }, null, 2)}\n`;
}

/** A person from their file's text. Throws `PEOPLE_FILE_INVALID` (kind `failed`). */
export function parsePerson(text: string, path: string): StoredPerson {
  try {
    return StoredPerson.parse(JSON.parse(text));
  } catch (error) {
    throw new GatehouseError(
      "PEOPLE_FILE_INVALID",
      `${path} is not a person's file: remove it and enrol the person again`,
      { kind: "failed", cause: error },
    );
  }
}

/** Little-endian 32-bit numbers on every machine. */
function encode(embedding: Float32Array): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString("base64");
}

function decode(bytes: Buffer): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
