import type { StreamFacts } from "../../../adapters/libav/probe-stream.ts";
import { LAG_MAX_MS } from "../../../guard/limits.ts";
import type { Advice } from "../advice.ts";
import type { WatchSummary } from "./camera-watch.ts";
import { FACE_LUMA, faceAdvice, isUsable } from "./face-advice.ts";

/** What is demanded of a camera. */
export interface CameraDemand {
  /** Pictures a second that are to be analysed. */
  readonly fps: number;
  /** Least liveness score. */
  readonly live: number;
}

/** Analysed or sent pictures, by what is wanted: fewer are too few. */
const LEAST_RATE = 0.8;

/** What to change about a camera, by what it showed; what concerns all of it first, then each face. */
export function cameraAdvice(
  watch: WatchSummary,
  stream: Pick<StreamFacts, "fps"> | null,
  demand: CameraDemand,
): Advice[] {
  if (watch.pictures === 0) return [{ severity: "problem", text: "no picture came: look at the source" }];
  const { live } = demand;
  // A poster in the picture is no reason to call a camera unfit that sees a living face well beside it.
  const severity = watch.faces.some((face) => isUsable(face, live)) ? "warning" : "problem";
  return [
    ...streamAdvice(watch, stream, demand),
    ...(watch.faces.length === 0 ? [nobody(watch)] : []),
    ...watch.faces.flatMap((face, index): Advice[] => {
      const which = watch.faces.length === 1 ? "" : `face ${index + 1}: `;
      return faceAdvice(face, watch, live).map((text) => ({ severity, text: `${which}${text}` }));
    }),
  ];
}

function streamAdvice(
  watch: WatchSummary,
  stream: Pick<StreamFacts, "fps"> | null,
  { fps }: CameraDemand,
): Advice[] {
  const advice: Advice[] = [];
  if (watch.frozen) {
    const text =
      "the picture did not change at all for over two seconds, and a frozen picture is no evidence: start the camera anew";
    advice.push({ severity: "problem", text });
  }
  if (watch.lagMs > LAG_MAX_MS) {
    const late = `the picture is ${(watch.lagMs / 1000).toFixed(1)} s late (${LAG_MAX_MS / 1000} s at most)`;
    const text = `${late}, and what is late is no evidence: look at the network, and take a smaller stream`;
    advice.push({ severity: "problem", text });
  }
  const sent = stream?.fps ?? null;
  if (sent !== null && sent < fps * LEAST_RATE) {
    const text = `the camera sends ${sent.toFixed(1)} pictures a second, ${fps} are wanted (detect.fps): raise its frame rate`;
    advice.push({ severity: "warning", text });
  } else if (watch.fps !== null && watch.fps < fps * LEAST_RATE) {
    const text =
      `only ${watch.fps.toFixed(1)} pictures a second could be analysed, ${fps} are wanted (detect.fps): analyse a smaller ` +
      "stream (detect.source), or see what else keeps this machine busy";
    advice.push({ severity: "warning", text });
  }
  return advice;
}

function nobody({ light, withFace }: WatchSummary): Advice {
  const seen = withFace === 0 ? "no face was seen" : "no face was seen for longer than a moment";
  const why =
    light.mean < FACE_LUMA.least
      ? `; the picture is dark (${Math.round(light.mean)} of 255): light the place, or let the camera expose longer`
      : light.mean > FACE_LUMA.most
        ? `; the picture is too bright (${Math.round(light.mean)} of 255): lower the exposure`
        : ": stand where people stand who want to come in, and run this again";
  return { severity: "warning", text: `${seen}${why}` };
}
