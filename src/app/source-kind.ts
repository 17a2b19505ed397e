/** Sources that are something live: a stream, a device of this machine, another sensor's sound. Everything else is a file. */
const LIVE = /^([a-z][a-z0-9+.-]*:\/\/|\/dev\/|alsa:|pulse:|camera:|exec:)/i;

/** A stream over HTTP carries no times of its own, so nobody can tell how old its pictures are. */
export function isUntimedSource(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** Whether a camera's or microphone's source is a file: what it shows may be years old, so it proves nothing. */
export function isFileSource(source: string): boolean {
  // `file://` is written like a stream and is none.
  return !LIVE.test(source) || /^file:\/\//i.test(source);
}
