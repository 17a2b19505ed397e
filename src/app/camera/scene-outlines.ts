import type { Outline } from "../../adapters/stills/draw-outlines.ts";
import type { Box } from "../../perception/vision/observation.ts";
import type { Shown } from "../../perception/vision/shown.ts";
import type { Zones } from "../../perception/vision/zones.ts";

/** What is drawn into the picture of a frame: the zones, and everybody in it; `about` is the track that the picture is about. */
export function sceneOutlines(shown: readonly Shown[], about: number, zones: Zones): Outline[] {
  const places = Object.values(zones).map((points): Outline => ({ points, tone: "place" }));
  const people = shown.flatMap(({ track, face, faceFound, body, counted }) => {
    const tone = track === about ? "about" : "other";
    // A box that was not found in this frame may be beside whom it stands for.
    const boxes = [
      ...(faceFound && face !== null ? [face] : []),
      ...(counted && body !== null ? [body] : []),
    ];
    return boxes.map((box): Outline => ({ points: cornersOf(box), tone }));
  });
  return [...places, ...people];
}

function cornersOf([left, top, width, height]: Box): Outline["points"] {
  const [right, bottom] = [left + width, top + height];
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}
