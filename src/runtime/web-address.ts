/** Whether a text is meant as an address of the web rather than as a topic. */
export function isWebAddress(text: string): boolean {
  return /^https?:/i.test(text);
}

/** An address to send to: parsed, without a name and password in it, or null. */
export function webAddress(text: string): URL | null {
  if (!isWebAddress(text) || /\p{Cc}/u.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.username === "" && url.password === "" && url.hostname !== "" ? url : null;
}

/**
 * Whether `url` is what `allowed` lists: the same scheme, host and port, and the same path, or one below it if `allowed` ends
 * with `/`. What stands behind `?` is free.
 */
export function addressMatches(allowed: string, url: URL): boolean {
  const listed = webAddress(allowed);
  if (listed?.origin !== url.origin) return false;
  return listed.pathname.endsWith("/")
    ? url.pathname.startsWith(listed.pathname)
    : url.pathname === listed.pathname;
}
