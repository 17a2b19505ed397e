import type { Flaw } from "../../../perception/vision/face-look.ts";
import { detectorScale } from "../../../perception/vision/detection.ts";
import { LEAST_DETECTOR_WIDTH_PX, LEAST_SHARPNESS, MOST_YAW } from "../../../perception/vision/quality.ts";
import { DEFAULT_THRESHOLDS } from "../../../guard/policy.ts";
import type { FaceSummary, WatchSummary } from "./camera-watch.ts";

/**
 * Light and tilt have no limits of their own in the quality rules. These are where looks begin to be lost when pictures of
 * people before a webcam are made darker, brighter or turned (`bench/face-light.mjs`). How bright a face is depends on its
 * skin too: so light is named only where looks are lost, as what explains it.
 */
export const FACE_LUMA = { least: 60, most: 190 };
/** Share of the face without detail because it is white. */
const MOST_WHITE = 0.1;
export const MOST_TILT = 30;
/** A face less than half as bright as what is around it is lit from behind. */
const BACKLIT = 0.5;
/** A flaw of fewer looks than this is chance. */
const LEAST_FLAWED = 0.25;
/** Fewer good looks than this, and light may be why. */
const MOST_GOOD = 0.9;
/** `FaceLook.yaw` a degree. */
const YAW_PER_DEGREE = 0.025;

/** Turn of the head in degrees. */
export const degrees = (yaw: number): number => Math.round(yaw / YAW_PER_DEGREE);

/** Whether somebody can be recognised by a face that is seen like this. */
export function isUsable(face: FaceSummary, live: number): boolean {
  return face.good >= DEFAULT_THRESHOLDS.frames && !isVetoed(face, live);
}

/** What to change so that this face is seen better, the most frequent flaw first. */
export function faceAdvice(face: FaceSummary, picture: WatchSummary, live: number): string[] {
  const light = lightAdvice(face, live);
  const flaws = Object.entries(face.flaws)
    .filter(([, count]) => count >= face.looks * LEAST_FLAWED)
    .sort((a, b) => b[1] - a[1])
    .map(([flaw]) => flaw as Flaw)
    // In bad light nothing is a clear face.
    .filter((flaw) => flaw !== "implausible" || light === null);
  return [
    ...flaws.map((flaw) => FLAW_ADVICE[flaw](face, picture)),
    ...(light === null ? [] : [light]),
    ...(Math.abs(face.tilt) > MOST_TILT ? [tiltText(face.tilt)] : []),
    ...(light === null && isVetoed(face, live) ? [vetoText(face, live)] : []),
  ];
}

const isVetoed = ({ live }: FaceSummary, least: number): boolean => live !== null && live < least;

function tiltText(tilt: number): string {
  return `the face is tilted by ${Math.round(tilt)}° (${MOST_TILT}° at most): turn the camera upright`;
}

function vetoText({ live }: FaceSummary, least: number): string {
  return (
    `the face is taken for a picture (alive ${(live ?? 0).toFixed(2)}, ${least} needed): if it is a living one, give it soft, ` +
    "even light, and take a sharp stream in colour"
  );
}

const FLAW_ADVICE: Readonly<Record<Flaw, (face: FaceSummary, watch: WatchSummary) => string>> = {
  "too-small": ({ widthPx, neededPx }, picture) => {
    const size = `the face is ${Math.floor(widthPx)} px wide, ${Math.ceil(neededPx)} needed`;
    // The detector sees every picture as small: what is too small for it stays so however many pixels it has.
    const isDetectable = widthPx >= LEAST_DETECTOR_WIDTH_PX / detectorScale(picture);
    return isDetectable
      ? `${size}: come closer, use a longer lens, or raise the resolution of what is analysed`
      : `${size} in a picture of ${picture.width}: come closer, or use a longer lens (a higher resolution alone does not help)`;
  },
  "cut-by-edge": () =>
    "the face is cut by the edge of the picture: turn the camera, or mount it at another height",
  blurred: ({ sharpness }) =>
    `the face is blurred (sharpness ${sharpness.toFixed(3)}, ${LEAST_SHARPNESS} needed): clean and focus the lens, ` +
    "give more light so that the exposure is shorter, or raise the bitrate",
  "turned-away": ({ turn }) =>
    `the face is turned aside by ${degrees(turn)}° (${degrees(MOST_YAW)}° at most): mount the camera where people look, ` +
    "at the height of their eyes",
  implausible: () =>
    "what is seen is no clear face: something covers it, it is seen from far above or below, or the picture is poor",
};

/** How the light explains that looks are lost; null if none are, or the light is well. */
function lightAdvice(face: FaceSummary, live: number): string | null {
  const { light, around, good, looks } = face;
  if (good >= looks * MOST_GOOD && !isVetoed(face, live)) return null;
  const mean = `${Math.round(light.mean)} of 255`;
  if (light.mean > FACE_LUMA.most || light.white > MOST_WHITE) {
    return (
      `the face is too bright (${mean}, ${FACE_LUMA.most} at most; ${Math.round(100 * light.white)} % of it is white), and such ` +
      "faces are taken for pictures: lower the exposure, or keep the lamp or the sun off the face"
    );
  }
  if (light.mean >= FACE_LUMA.least) return null;
  const dark = `the face is dark (${mean}, ${FACE_LUMA.least} needed)`;
  return around !== null && light.mean < around * BACKLIT
    ? `${dark} before a bright background (${Math.round(around)}): light the face, turn the camera away from the light, or ` +
        "switch on the camera's backlight compensation (BLC, WDR)"
    : `${dark}: light the place, or let the camera expose longer`;
}
