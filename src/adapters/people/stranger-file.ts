import { z } from "zod";
import type { Stranger } from "../../perception/vision/strangers.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { Embedding, embeddingText } from "./embedding-text.ts";
import type { PeopleKey } from "./people-key.ts";
import { seal, unseal } from "./seal.ts";

const Id = z.string().regex(/^stranger-[0-9a-f]{4,16}$/);

const Secret = z.strictObject({
  model: z.string(),
  kept: z
    .array(
      z.strictObject({
        embedding: Embedding,
        camera: z.string(),
        at: z.number(),
        frames: z.int(),
        quality: z.number(),
        picture: z.string().nullable(),
      }),
    )
    .min(1),
  visits: z.int(),
  firstAt: z.number(),
  lastAt: z.number(),
});

/** Nothing but the id can be read without the key. */
const SealedFile = z.strictObject({
  version: z.literal(1),
  id: Id,
  key: z.string(),
  nonce: z.string(),
  tag: z.string(),
  sealed: z.string(),
});

/** Whether a text is a stranger's id. */
export function isStrangerId(text: string): boolean {
  return Id.safeParse(text).success;
}

/** The text of a stranger's file, sealed anew. */
export function formatStranger({ id, ...rest }: Stranger, key: PeopleKey): string {
  const label = { version: 1 as const, id, key: key.id };
  const kept = rest.kept.map((visit) => ({ ...visit, embedding: embeddingText(visit.embedding) }));
  return `${JSON.stringify({ ...label, ...seal(JSON.stringify({ ...rest, kept }), key, bound(label)) })}\n`;
}

/**
 * A stranger from their file's text.
 *
 * @throws GatehouseError STRANGER_FILE_INVALID (failed)
 */
export function parseStranger(
  text: string,
  file: { readonly path: string; readonly id: string },
  keys: readonly PeopleKey[],
): Stranger {
  try {
    const sealed = SealedFile.parse(JSON.parse(text));
    const key = keys.find(({ id }) => id === sealed.key);
    if (key === undefined || sealed.id !== file.id) throw new RangeError("another key, or another's file");
    return { id: sealed.id, ...Secret.parse(JSON.parse(unseal(sealed, key, bound(sealed)))) };
  } catch (error) {
    throw new GatehouseError(
      "STRANGER_FILE_INVALID",
      `${file.path} is damaged, or sealed with another key: \`gatehouse people forget ${file.id}\` removes it`,
      { kind: "failed", cause: error },
    );
  }
}

function bound({ version, id, key }: { version: number; id: string; key: string }): string {
  return JSON.stringify([version, id, key]);
}
