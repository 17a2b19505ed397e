import type { FaceLook } from "../../perception/vision/face-look.ts";
import type { Shown } from "./show.ts";

const NO_POINTS = new Float32Array(136);

/** A look as if it were at a living face: no layer of the liveness check has anything to say against it. */
export function takenForLive(look: FaceLook): FaceLook {
  const live = look.embedding === null ? null : 1;
  return { ...look, live, landmarks: NO_POINTS, surroundings: null };
}

/** The same with every face taken for a living one. */
export async function* shownAsLive(frames: AsyncIterable<Shown>): AsyncGenerator<Shown> {
  for await (const shown of frames) yield { ...shown, looks: shown.looks.map(takenForLive) };
}
