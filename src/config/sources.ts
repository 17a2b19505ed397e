/** What kind of place a camera's or microphone's `source` names. */
export type SourceKind = "network" | "device" | "program" | "camera" | "file";

/** Tells a file from a live source: a file authorises nothing at a real door. */
export function sourceKind(source: string): SourceKind {
  if (/^(rtsps?|rtmp|https?|udp|srt|tcp):\/\//i.test(source)) return "network";
  if (source.startsWith("/dev/") || /^(alsa|pulse):/.test(source)) return "device";
  if (source.startsWith("exec:")) return "program";
  return source.startsWith("camera:") ? "camera" : "file";
}

/** Whether the guard takes what a camera with this source shows for what is there now: RTSP, or a device of this machine. */
export function showsNow(source: string): boolean {
  return /^rtsps?:\/\//i.test(source) || /^\/dev\/(video\d+|v4l\/)/.test(source);
}

/** The name in `camera:NAME`, or null. */
export function cameraOfSource(source: string): string | null {
  return source.startsWith("camera:") ? source.slice("camera:".length) : null;
}
