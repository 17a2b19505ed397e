/** What a camera sees right now, for the stages after perception. */
export type { Sighting, TrackSighting } from "../perception/vision/observation.ts";
