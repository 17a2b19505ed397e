import type { Sighting, VisionObservation } from "../../perception/vision/observation.ts";
import type { Shown } from "../../perception/vision/shown.ts";

/** More tracks than one start of a camera process ever has. */
const TRACKS_PER_START = 1_000_000;

/** Numbers by which a process that was started `starts` times before never repeats a track of an earlier start. */
export function trackOffset(starts: number): number {
  return starts * TRACKS_PER_START;
}

export function offsetObservation<Seen extends VisionObservation>(observation: Seen, offset: number): Seen {
  return { ...observation, track: observation.track + offset };
}

export function offsetSighting(sighting: Sighting, offset: number): Sighting {
  return { ...sighting, tracks: sighting.tracks.map((track) => ({ ...track, track: track.track + offset })) };
}

export function offsetShown(shown: readonly Shown[], offset: number): Shown[] {
  return shown.map((one) => ({ ...one, track: one.track === null ? null : one.track + offset }));
}
