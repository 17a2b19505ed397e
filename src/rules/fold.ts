import type { GatehouseEvent } from "../events/catalogue.ts";
import type { EngineState, TrackState } from "./state.ts";

/** Tracks a camera may have at once; more are not remembered. */
const TRACKS_MAX = 64;

/** What an event changes in the world that conditions ask about. */
export function fold(state: EngineState, event: GatehouseEvent): EngineState {
  switch (event.name) {
    case "mode.changed":
      return { ...state, mode: event.to };
    case "rule.switched": {
      const others = state.off.filter((rule) => rule !== event.rule);
      return { ...state, off: event.enabled ? others : [...others, event.rule] };
    }
    case "device.changed":
      if (state.devices[event.device] === event.state) return state;
      return { ...state, devices: { ...state.devices, [event.device]: event.state } };
    case "person.appeared":
      return withTrack(state, event, nobodyKnown);
    case "person.moved":
      return withTrack(state, event, { direction: event.direction });
    case "face.recognized":
      return withTrack(state, event, { person: event.person, group: event.group });
    case "face.unknown":
    case "face.spoofed":
      return withTrack(state, event, { person: null, group: null });
    case "person.left":
      return withoutTrack(state, event);
    case "sensor.lost":
      return withoutCamera(state, event.sensor);
    default:
      return state;
  }
}

const nobodyKnown = { person: null, group: null, direction: null };

/** The track where the event saw it, with what the event changes of it. */
function withTrack(
  state: EngineState,
  { camera, track, zones }: { camera: string; track: number; zones: readonly string[] },
  change: Partial<TrackState>,
): EngineState {
  const tracks = state.tracks[camera] ?? {};
  const known = tracks[track];
  if (known === undefined && Object.keys(tracks).length >= TRACKS_MAX) return state;
  const next = { ...(known ?? nobodyKnown), ...change, zones };
  return { ...state, tracks: { ...state.tracks, [camera]: { ...tracks, [track]: next } } };
}

function withoutTrack(state: EngineState, { camera, track }: { camera: string; track: number }): EngineState {
  const { [track]: _, ...others } = state.tracks[camera] ?? {};
  return { ...state, tracks: { ...state.tracks, [camera]: others } };
}

/** A camera that sees nothing does not know who is there. */
function withoutCamera(state: EngineState, sensor: string): EngineState {
  const [kind, camera = ""] = sensor.split(":", 2);
  if (kind !== "camera" || state.tracks[camera] === undefined) return state;
  return { ...state, tracks: { ...state.tracks, [camera]: {} } };
}

/** The recognised people in view of a camera, or of all cameras; sorted, each once. */
export function peopleInView(state: EngineState, camera?: string): string[] {
  const tracks = tracksOf(state, camera === undefined ? undefined : [camera]);
  return [...new Set(tracks.flatMap((track) => track.person ?? []))].sort();
}

/** Everybody in view of these cameras, or of all. */
export function tracksOf(state: EngineState, cameras?: readonly string[]): TrackState[] {
  return (cameras ?? Object.keys(state.tracks)).flatMap((camera) =>
    Object.values(state.tracks[camera] ?? {}),
  );
}
