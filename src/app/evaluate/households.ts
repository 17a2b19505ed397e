import { checkTemplates } from "../../perception/vision/enrolment.ts";
import type { Gallery } from "../../perception/vision/gallery.ts";
import { withLookalikes } from "../../perception/vision/lookalikes.ts";
import { notRefused } from "./not-refused.ts";
import type { SamePerson } from "./same-person.ts";

/** People who are enrolled at the door of one trial. */
export const ENROLLED = 5;

/** Somebody who can be enrolled. */
export interface Member {
  readonly name: string;
  readonly templates: readonly Float32Array<ArrayBuffer>[];
}

export interface HouseholdsOptions {
  readonly people: readonly Member[];
  readonly samePerson: SamePerson;
  /** The threshold of recognition. */
  readonly recognize: number;
  /** Numbers of 0 to 1. */
  readonly random: () => number;
}

/** Draws households as they would be enrolled in a house. */
export class Households {
  readonly #options: HouseholdsOptions;
  #refused = 0;

  constructor(options: HouseholdsOptions) {
    this.#options = options;
  }

  /** Draws that the enrolment refused, since two people looked too much alike; others were drawn in their place. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * A household of five, without somebody who is none of them.
   *
   * @param first who is enrolled in any case, before the others are drawn
   */
  draw(without: string, first: readonly Member[] = []): Gallery {
    const { people, samePerson, recognize, random } = this.#options;
    const household = first.map(enrolled);
    // Everybody may look like somebody: it ends with fewer than five rather than never.
    for (let draws = 0; household.length < ENROLLED && draws < 100 * ENROLLED; draws += 1) {
      const drawn = people[Math.floor(random() * people.length)];
      const taken = [without, ...household.map(({ name }) => name)];
      if (drawn === undefined || taken.some((name) => samePerson.same(name, drawn.name))) continue;
      if (admits(household, drawn, recognize)) household.push(enrolled(drawn));
      else this.#refused += 1;
    }
    return withLookalikes(household);
  }
}

function admits(household: Gallery, { name, templates }: Member, recognize: number): boolean {
  const named = templates.map((embedding) => ({ name, embedding }));
  return notRefused(() => (checkTemplates(named, household, recognize), true)) ?? false;
}

function enrolled({ name, templates }: Member): Gallery[number] {
  return { name, group: "family", templates: [...templates] };
}
