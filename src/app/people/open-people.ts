import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { peopleStore, type PeopleStore } from "../../adapters/people/people-store.ts";
import { strangerStore, type StrangerStore } from "../../adapters/people/stranger-store.ts";
import { exclusively } from "../../adapters/state-directory/exclusive.ts";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";

export interface OpenPeopleOptions {
  readonly stateDirectory: string;
  /** `people.key` of the configuration. */
  readonly key: string | undefined;
  /** The text of a key of before. */
  readonly former?: string | undefined;
}

/** The people of a state directory, changed by one process at a time. Throws `PEOPLE_KEY_INVALID` (usage). */
export function openPeople(options: OpenPeopleOptions): PeopleStore {
  return peopleStore({
    ...options,
    exclusively: (work) => exclusively(join(options.stateDirectory, "people.lock"), work),
  });
}

/** The strangers of a state directory, changed by one process at a time. Throws `PEOPLE_KEY_INVALID` (usage). */
export function openStrangers(options: OpenPeopleOptions): StrangerStore {
  return strangerStore({
    ...options,
    exclusively: (work) => exclusively(join(options.stateDirectory, "people.lock"), work),
  });
}

/**
 * The people of the configuration that a command was given, their files in the format of today.
 *
 * @throws GatehouseError PEOPLE_KEY_INVALID (usage)
 */
export async function peopleOf(context: CommandContext): Promise<PeopleStore> {
  const { config } = await context.config();
  return openPeople({ stateDirectory: await context.stateDirectory(), key: config.people.key });
}

/** The text of a key file that was named on the command line. Throws `PEOPLE_KEY_MISSING` (missing). */
export async function readKey(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new GatehouseError("PEOPLE_KEY_MISSING", `the key ${path} cannot be read: ${messageOf(error)}`, {
      kind: "missing",
      cause: error,
    });
  }
}
