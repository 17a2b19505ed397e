/** What kind of thing a camera's source is; it decides how time is told and what an ending means. */
export type SourceKind =
  /** `rtsp://…` or `rtsps://…`: live, TCP. */
  | "rtsp"
  /** `http://…` or `https://…`: live (MJPEG, MPEG-TS). */
  | "http"
  /** A V4L2 device, `/dev/videoN`: live. */
  | "device"
  /** A video file. */
  | "file"
  /** One picture, shown repeatedly. */
  | "picture";

/** The kind of a camera source by its spelling. */
export function sourceKind(source: string): SourceKind {
  if (/^rtsps?:\/\//i.test(source)) return "rtsp";
  if (/^https?:\/\//i.test(source)) return "http";
  if (/^\/dev\/(video\d+|v4l\/)/.test(source)) return "device";
  return /\.(jpe?g|png|webp|bmp)$/i.test(source) ? "picture" : "file";
}

/** Whether the source shows what is there now; a file never does, so it is no evidence for a real device. */
export function isLive(kind: SourceKind): boolean {
  return kind === "rtsp" || kind === "http" || kind === "device";
}

/** The source as it may be shown and logged: without user name, password and query. */
export function redactSource(source: string): string {
  const kind = sourceKind(source);
  if (kind !== "rtsp" && kind !== "http") return source;
  const [scheme = "", rest = ""] = source.split(/:\/\/(.*)/s, 2);
  const withoutQuery = rest.split("?", 1)[0] ?? "";
  return `${scheme}://${withoutQuery.slice(withoutQuery.lastIndexOf("@") + 1)}`;
}
