/** Sources that are something live: a stream, a device of this machine, another sensor's sound. Everything else is a file. */
const LIVE = /^([a-z][a-z0-9+.-]*:\/\/|\/dev\/|alsa:|pulse:|camera:|exec:)/i;

/** Whether a camera's or microphone's source is a file. */
export function isFileSource(source: string): boolean {
  // `file://` is written like a stream and is none.
  return !LIVE.test(source) || /^file:\/\//i.test(source);
}
