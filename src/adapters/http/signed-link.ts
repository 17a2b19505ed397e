import { createHmac, timingSafeEqual } from "node:crypto";

/** What a link is made with. */
export interface LinkMaker {
  /** 32 bytes that nobody else knows. */
  readonly key: Uint8Array;
  /** What links begin with, without a slash at the end. */
  readonly base: string;
}

/**
 * A link to a file of the state directory that holds until `untilAt` (wall clock, ms since the epoch). It is signed with
 * HMAC-SHA256 over the path and the time, so that neither can be changed by whoever has it.
 */
export function signedLink(path: string, untilAt: number, { key, base }: LinkMaker): string {
  const until = Math.floor(untilAt / 1000);
  const place = path.split("/").map(encodeURIComponent).join("/");
  return `${base}/see/${place}?until=${until}&sig=${signature(path, until, key).toString("base64url")}`;
}

/** What became of a link: the file's path; or it is over; or nobody has made it. */
export type Opened = { readonly path: string } | "expired" | "unknown";

/**
 * Looks at a link that somebody has called.
 *
 * @param target path and query, as in the request line; what stands before `/see/` is a proxy's
 * @param nowAt wall clock, ms since the epoch
 */
export function openLink(target: string, key: Uint8Array, nowAt: number): Opened {
  const found = /^[^?#]{0,200}?\/see\/([^?#]{1,400})\?until=([1-9]\d{0,11})&sig=([\w-]{43})$/u.exec(target);
  const path = decoded(found?.[1] ?? "");
  if (found === null || path === null) return "unknown";
  const until = Number(found[2]);
  const given = Buffer.from(found[3] ?? "", "base64url");
  const wanted = signature(path, until, key);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return "unknown";
  return nowAt >= until * 1000 ? "expired" : { path };
}

function signature(path: string, until: number, key: Uint8Array): Buffer {
  return createHmac("sha256", key).update(`gatehouse link\n${until}\n${path}`).digest();
}

function decoded(place: string): string | null {
  try {
    return decodeURIComponent(place);
  } catch {
    return null;
  }
}
