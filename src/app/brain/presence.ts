import type { Sighting } from "../../events/sighting.ts";

/** How long somebody who was seen still counts as being there, ms. */
const STILL_THERE_MS = 5_000;

/** Who has been recognised where of late: to say who stands at a microphone when it hears a command. */
export class Presence {
  readonly #lastSeen = new Map<string, Map<string, number>>();

  /** Takes what a camera sees. */
  observe(sighting: Sighting): void {
    const people = this.#lastSeen.get(sighting.camera) ?? new Map<string, number>();
    this.#lastSeen.set(sighting.camera, people);
    for (const track of sighting.tracks) {
      if (track.identity !== "recognized" || track.person === null || track.lastLookT === null) continue;
      people.set(track.person, Math.max(people.get(track.person) ?? 0, track.lastLookT));
    }
    for (const [person, t] of people) if (sighting.t - t > STILL_THERE_MS) people.delete(person);
  }

  /** The people recognised at any of these cameras within the last seconds before `t` (ms since boot), by name. */
  at(cameras: readonly string[], t: number): string[] {
    const found = new Set<string>();
    for (const camera of cameras) {
      for (const [person, seenT] of this.#lastSeen.get(camera) ?? []) {
        if (t - seenT <= STILL_THERE_MS) found.add(person);
      }
    }
    return [...found].sort();
  }
}
