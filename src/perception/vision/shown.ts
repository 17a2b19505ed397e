import { z } from "zod";
import type { Box, TrackSighting } from "./observation.ts";

/** Somebody whom a frame shows, for pictures of it. */
export interface Shown {
  /** Null: a face that is followed by no track (yet). */
  readonly track: number | null;
  /** Whether it is one of the sighting's tracks: somebody who is counted. */
  readonly counted: boolean;
  readonly identity: TrackSighting["identity"];
  /** Who it is, if the face is recognised. */
  readonly person: string | null;
  readonly group: string | null;
  /** Where the face is, or was last; null if it has not been seen. */
  readonly face: Box | null;
  /** The face was found in this very frame. */
  readonly faceFound: boolean;
  /** Where the whole body is; null if it is not known. */
  readonly body: Box | null;
}

/** A face that nothing is known of. */
export function strayFace(face: Box): Shown {
  const nobody = { track: null, counted: false, identity: "undecided", person: null, group: null } as const;
  return { ...nobody, face, faceFound: true, body: null };
}

/** Whom a picture shows: the track, and who it was taken for at that moment. */
export const ShownTrack = z.object({ track: z.int(), person: z.string().nullable() });
export type ShownTrack = z.infer<typeof ShownTrack>;

/** More are not followed at a time: as many faces as bodies. */
const MOST_SHOWN = 128;
export const Shows = z.array(ShownTrack).max(MOST_SHOWN);

/** Everybody of a frame who is followed, as a picture of it shows them. */
export function shownTracks(shown: readonly Shown[]): ShownTrack[] {
  return shown
    .flatMap(({ track, person }) => (track === null ? [] : [{ track, person }]))
    .slice(0, MOST_SHOWN - 1);
}

/** A picture that belongs to an observation and comes behind it: what is seen never waits for a JPEG. */
export const PromisedPicture = z.object({
  /** Unique among all starts of the camera's process. */
  id: z.string(),
  /** The face and a little around it, or the whole frame with outlines. */
  kind: z.enum(["face", "scene"]),
  shows: Shows,
});
export type PromisedPicture = z.infer<typeof PromisedPicture>;
