import type { StreamFacts } from "../../../adapters/libav/probe-stream.ts";
import { DEFAULT_THRESHOLDS } from "../../../guard/policy.ts";
import { LEAST_SHARPNESS, MOST_YAW } from "../../../perception/vision/quality.ts";
import type { Advice } from "../advice.ts";
import type { CameraDemand } from "./camera-advice.ts";
import type { FaceSummary, WatchSummary } from "./camera-watch.ts";
import type { Light } from "./exposure.ts";
import { streamText } from "../stream-text.ts";
import { degrees, FACE_LUMA, MOST_TILT } from "./face-advice.ts";

/** What was found of a camera. */
export interface CameraFindings {
  readonly watch: WatchSummary;
  /** The stream that is analysed; null if it could not be looked at by itself. */
  readonly stream: StreamFacts | null;
  readonly demand: CameraDemand;
  readonly advice: readonly Advice[];
}

/** The findings as people read them, one line each. */
export function cameraLines({ watch, stream, demand, advice }: CameraFindings): string[] {
  return [
    ...(stream === null ? [] : [row("stream", streamText(stream))]),
    row("watched", watchedText(watch, demand)),
    row("light", lightText(watch.light)),
    ...watch.faces.flatMap((face, index) => faceLines(face, index + 1, watch, demand)),
    "",
    ...(advice.length === 0 ? ["Nothing to change."] : advice.map(adviceLine)),
  ];
}

/** One piece of advice as people read it. */
function adviceLine({ severity, text }: Advice): string {
  return `${severity}: ${text}.`;
}

function watchedText(watch: WatchSummary, { fps }: CameraDemand): string {
  const { seconds, pictures, width, height, fullWidth, lagMs } = watch;
  return [
    `${seconds.toFixed(1)} s, ${pictures} pictures analysed`,
    ...(watch.fps === null ? [] : [`${watch.fps.toFixed(1)} a second (${fps} wanted)`]),
    `${width}x${height}${fullWidth > width ? ` of ${fullWidth} px` : ""}`,
    `${(lagMs / 1000).toFixed(1)} s late`,
  ].join(", ");
}

function faceLines(face: FaceSummary, number: number, watch: WatchSummary, { live }: CameraDemand): string[] {
  const { looks, good, widthPx, neededPx, sharpness, turn, tilt, quality, light, around } = face;
  const wait = good === 0 || watch.seconds === 0 ? "" : `, ${waitText(good, watch)}`;
  const background = around === null ? "" : ` before ${Math.round(around)}`;
  return [
    row(`face ${number}`, `${good} of ${looks} looks are good, quality ${quality.toFixed(2)}${wait}`),
    row("  size", `${Math.floor(widthPx)} px wide (${Math.ceil(neededPx)} needed)`),
    row("  sharpness", `${sharpness.toFixed(3)} (${LEAST_SHARPNESS} needed)`),
    row("  turn", `${degrees(turn)}° to the side (${degrees(MOST_YAW)}° at most)`),
    row("  tilt", `${Math.round(tilt)}° (${MOST_TILT}° at most)`),
    row("  light", `${lightText(light)}${background} (${FACE_LUMA.least} to ${FACE_LUMA.most} is well)`),
    row("  alive", face.live === null ? "not checked" : `${face.live.toFixed(2)} (${live} needed)`),
  ];
}

/** How long it takes until enough good looks have come for somebody to be recognised. */
function waitText(good: number, { seconds }: WatchSummary): string {
  const { frames } = DEFAULT_THRESHOLDS;
  return `${frames} good ones take about ${((frames * seconds) / good).toFixed(1)} s`;
}

function lightText({ mean, black, white }: Light): string {
  return `${Math.round(mean)} of 255, ${percent(black)} black, ${percent(white)} white`;
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

function row(name: string, text: string): string {
  return `${name.padEnd(13)}${text}`;
}
