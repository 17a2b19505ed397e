import type { GatehouseEvent } from "../../events/catalogue.ts";
import { cameraOf } from "./camera-of.ts";

/** The tracks of people that each camera sees. */
export type Presence = ReadonlyMap<string, ReadonlySet<number>>;

/** What the cameras see after `event`. Pure; a lost camera sees nobody. */
export function presenceAfter(presence: Presence, event: GatehouseEvent): Presence {
  switch (event.name) {
    case "person.appeared":
      return withTracks(presence, event.camera, (tracks) => tracks.add(event.track));
    case "person.left":
      return withTracks(presence, event.camera, (tracks) => tracks.delete(event.track));
    case "sensor.lost": {
      const camera = cameraOf(event.sensor) ?? cameraOf(event.source);
      return camera === null
        ? presence
        : withTracks(presence, camera, (tracks) => {
            tracks.clear();
          });
    }
    default:
      return presence;
  }
}

/** The tracks of strangers that each camera sees, after `event`. Pure; one who is recognised after all is none. */
export function strangersAfter(strangers: Presence, event: GatehouseEvent): Presence {
  switch (event.name) {
    case "face.unknown":
      return withTracks(strangers, event.camera, (tracks) => tracks.add(event.track));
    case "face.recognized":
      return withTracks(strangers, event.camera, (tracks) => tracks.delete(event.track));
    default:
      // Nobody is a stranger by coming into view.
      return event.name === "person.appeared" ? strangers : presenceAfter(strangers, event);
  }
}

function withTracks(presence: Presence, camera: string, change: (tracks: Set<number>) => void): Presence {
  const tracks = new Set(presence.get(camera));
  change(tracks);
  return new Map(presence).set(camera, tracks);
}
