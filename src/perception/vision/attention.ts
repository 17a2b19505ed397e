import type { Raster } from "./geometry.ts";
import { passGate, unmoved } from "./motion-gate.ts";
import type { VisionStep } from "./vision.ts";

/** How often people who are all known to be there are looked for again, ms. */
const KNOWN_PEOPLE_MS = 400;

/** What is worth the models' time in a frame. */
export interface Interest {
  /** Nothing has changed and nobody is there: no model has to see it. */
  readonly analyse: boolean;
  /** People are to be looked for, not only faces. */
  readonly people: boolean;
}

/** Decides frame by frame what of it is analysed: nothing while nothing moves, people as often as it takes to follow them. */
export class Attention {
  #gate = unmoved;
  #followed = false;
  #allKnown = false;
  #peopleT = Number.NEGATIVE_INFINITY;
  readonly #appeared = new Set<number>();

  /** What is to be done with a frame that was captured at `t`, ms since boot. */
  of(raster: Raster, t: number): Interest {
    const { state, analyse } = passGate(this.#gate, raster, { t, followed: this.#followed });
    this.#gate = state;
    const people = analyse && (!this.#allKnown || t - this.#peopleT >= KNOWN_PEOPLE_MS);
    if (people) this.#peopleT = t;
    return { analyse, people };
  }

  /** Takes note of who was found. */
  note({ observations, sighting }: VisionStep): void {
    for (const { kind, track } of observations) {
      if (kind === "person-appeared") this.#appeared.add(track);
      if (kind === "person-left") this.#appeared.delete(track);
    }
    this.#followed = sighting.tracks.length > 0 || this.#appeared.size > 0;
    this.#allKnown = this.#followed && sighting.tracks.every(({ track }) => this.#appeared.has(track));
  }
}
