import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { PeopleKey } from "./people-key.ts";

/** AES-256-GCM: what is sealed cannot be read, and neither it nor what is bound to it can be changed unnoticed. */
const CIPHER = "aes-256-gcm";
/** 96 bits, as NIST SP 800-38D recommends; random, for a handful of files that are written by hand. */
const NONCE_BYTES = 12;

/** What stands in a file in the place of something secret; all in base64. */
export interface Sealed {
  readonly nonce: string;
  readonly tag: string;
  readonly sealed: string;
}

/** @param bound stays readable, and is as protected against change as what is sealed */
export function seal(text: string, key: PeopleKey, bound: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key.bytes, nonce).setAAD(Buffer.from(bound));
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const base64 = (bytes: Buffer): string => bytes.toString("base64");
  return { nonce: base64(nonce), tag: base64(cipher.getAuthTag()), sealed: base64(sealed) };
}

/** Throws if anything was changed: the key, the text, the nonce or what is bound to it. */
export function unseal({ nonce, tag, sealed }: Sealed, key: PeopleKey, bound: string): string {
  const decipher = createDecipheriv(CIPHER, key.bytes, Buffer.from(nonce, "base64"), { authTagLength: 16 });
  decipher.setAAD(Buffer.from(bound)).setAuthTag(Buffer.from(tag, "base64"));
  return Buffer.concat([decipher.update(Buffer.from(sealed, "base64")), decipher.final()]).toString("utf8");
}
