import type { PeopleStore } from "../../adapters/people/people-store.ts";
import { checkName } from "../../adapters/people/person-file.ts";
import type { Erased, PersonEraser } from "../../events/erasure.ts";
import { notEnrolled } from "../enrol.ts";

/** A daemon that runs has looked at the people again by then, and written what it had seen before. */
const SETTLED_MS = 1_500;

export interface RemovalParts {
  readonly store: PeopleStore;
  /** Null if there is no journal. */
  readonly eraser: PersonEraser | null;
  /** A random part of the token that stands for the person from now on. */
  readonly randomToken: () => string;
  readonly pause: (ms: number) => Promise<void>;
}

export interface Removal extends Erased {
  readonly name: string;
  /** What stands in the place of the name in the history. */
  readonly token: string;
}

/**
 * Forgets somebody: the templates, the pictures, and the name in the history. Repeating it finishes what was interrupted.
 *
 * @throws GatehouseError PEOPLE_NAME_INVALID (usage), PEOPLE_NOT_ENROLLED (refused) if there is nothing of that name
 */
export async function removePerson(name: string, parts: RemovalParts): Promise<Removal> {
  const { store, eraser, randomToken, pause } = parts;
  const checked = checkName(name);
  const wasEnrolled = await takeOut(checked, store);
  if (!wasEnrolled && (await eraser?.knows(checked)) !== true) throw notEnrolled(checked);
  const forgotten = { name: checked, token: `removed-${randomToken()}` };
  if (eraser === null) return { ...forgotten, events: 0, traces: 0, media: [], wiped: true };
  const first = await eraser.erase(forgotten);
  // What a camera saw just before the daemon noticed is journalled after the first round.
  await pause(SETTLED_MS);
  const late = await eraser.erase(forgotten);
  return {
    ...forgotten,
    events: first.events + late.events,
    traces: first.traces + late.traces,
    media: [...first.media, ...late.media],
    wiped: late.events + late.traces === 0 ? first.wiped : late.wiped,
  };
}

/** Removes the person's file, and the name from those of look-alikes; without the key to theirs it stays sealed there. */
function takeOut(name: string, store: PeopleStore): Promise<boolean> {
  return store.change(async ({ people, unreadable, save, remove }) => {
    const there = await remove(name);
    const alike = people.filter((other) => other.name !== name && other.lookalikes.includes(name));
    for (const other of unreadable.length === 0 ? alike : []) {
      await save({ ...other, lookalikes: other.lookalikes.filter((lookalike) => lookalike !== name) });
    }
    return there;
  });
}
