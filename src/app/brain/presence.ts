import type { Company } from "../../events/catalogue.ts";
import type { Sighting, TrackSighting } from "../../events/sighting.ts";

/** When somebody who was seen still counts as being there, and as alive. */
export interface PresenceSettings {
  /** How long ago the last close look may have been, ms. */
  readonly withinMs: number;
  /** Least liveness score. */
  readonly live: number;
}

type Present = Company["present"][number];

interface Seen {
  readonly track: TrackSighting;
  readonly t: number;
}

/** Nobody who was last seen longer ago is remembered, ms. */
const REMEMBERED_MS = 60_000;

/** Who has been in view where of late: to say who stands at a microphone when it hears a command. */
export class Presence {
  readonly #settings: () => PresenceSettings;
  readonly #seen = new Map<string, Map<number, Seen>>();

  constructor(settings: () => PresenceSettings) {
    this.#settings = settings;
  }

  /** Takes what a camera sees. A frozen or covered picture shows nobody. */
  observe(sighting: Sighting): void {
    if (sighting.frozen || sighting.covered) return;
    const seen = this.#seen.get(sighting.camera) ?? new Map<number, Seen>();
    this.#seen.set(sighting.camera, seen);
    for (const track of sighting.tracks) seen.set(track.track, { track, t: sighting.t });
    for (const [track, { t }] of seen) if (sighting.t - t > REMEMBERED_MS) seen.delete(track);
  }

  /** What a camera saw when it was started before says nothing any more. */
  forget(camera: string): void {
    this.#seen.delete(camera);
  }

  /**
   * Who was there at `t` (ms since boot), by the last close look at each, in order of the names, and how many others were in
   * view: not recognised, not surely, or taken for a picture by the liveness check.
   */
  at(cameras: readonly string[], t: number): Company {
    const { withinMs, live } = this.#settings();
    const present = new Map<string, Present>();
    let strangers = 0;
    for (const camera of cameras) {
      const here = new Set<string>();
      for (const { track, t: seenT } of this.#seen.get(camera)?.values() ?? []) {
        if (t - seenT > withinMs) continue;
        const person = identityOf(track, live);
        // Nobody is in one picture twice.
        if (person === null || here.has(person.person)) strangers += 1;
        else if (track.lastLookT !== null && t - track.lastLookT <= withinMs) {
          here.add(person.person);
          const before = present.get(person.person);
          present.set(person.person, { ...person, live: person.live || before?.live === true });
        }
      }
    }
    return {
      present: [...present.values()].toSorted((a, b) => (a.person < b.person ? -1 : 1)),
      strangers,
    };
  }
}

function identityOf(track: TrackSighting, least: number): Present | null {
  const { identity, person, group, live } = track;
  if (identity !== "recognized" || person === null || (live !== null && live < least)) return null;
  return { person, group: group ?? "", live: live !== null };
}
