import { z } from "zod";
import { EMBEDDING_LENGTH } from "../../perception/vision/gallery.ts";

/** An embedding as it stands in files: base64 of little-endian 32-bit numbers, on every machine. */
export const Embedding = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length === EMBEDDING_LENGTH * 4) return decode(bytes);
  context.addIssue(`expected ${EMBEDDING_LENGTH} numbers of 32 bits`);
  return z.NEVER;
});

/** The text that `Embedding` reads. */
export function embeddingText(embedding: Float32Array): string {
  const bytes = Buffer.alloc(embedding.length * 4);
  embedding.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString("base64");
}

function decode(bytes: Buffer): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
