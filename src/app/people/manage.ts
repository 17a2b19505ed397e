import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { deleteMedia } from "../../adapters/media-files/delete-media.ts";
import type { StoredTemplate } from "../../adapters/people/person-file.ts";
import type { PeopleStore, UnreadablePerson } from "../../adapters/people/people-store.ts";
import { openPersonEraser } from "../../adapters/sqlite/erase-person.ts";
import { journalPath } from "../../adapters/sqlite/journal.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { openPeople, openStrangers, peopleOf, readKey } from "./open-people.ts";
import { personText } from "./people-text.ts";
import { removePerson } from "./remove-person.ts";

/** Shows everybody. Refuses with the first error if somebody cannot be read, after everybody else was shown. */
export async function runPeopleList(options: { json?: boolean }, context: CommandContext): Promise<void> {
  const { people, unreadable } = await (await peopleOf(context)).read();
  for (const person of people) {
    const { name, group, templates, consent, lookalikes, counterExamples } = person;
    if (options.json !== true) {
      context.out.write(`${personText(person)}\n`);
      continue;
    }
    const facts = { consent, lookalikes, counterExamples: counterExamples.map(factsOf) };
    context.out.write(`${JSON.stringify({ name, group, templates: templates.map(factsOf), ...facts })}\n`);
  }
  for (const { name, error } of unreadable) {
    if (options.json === true) {
      context.out.write(`${JSON.stringify({ name, error: error.code, message: error.message })}\n`);
    } else context.out.write(`${name}  cannot be read, and is not recognised: ${error.message}\n`);
  }
  if (people.length + unreadable.length === 0 && options.json !== true) {
    context.out.write("Nobody is enrolled. Begin with `gatehouse people add NAME --group GROUP PHOTO…`.\n");
  }
  if (unreadable.length > 0) throw unreadablePeople(unreadable);
}

function factsOf({ embedding: _, ...facts }: StoredTemplate): object {
  return facts;
}

function unreadablePeople(unreadable: readonly UnreadablePerson[]): GatehouseError {
  const names = unreadable.map(({ name }) => name).join(", ");
  return new GatehouseError(
    "PEOPLE_UNREADABLE",
    `what is stored of ${names} cannot be read: nobody of them is recognised until that is mended`,
    { kind: "failed" },
  );
}

/** Forgets somebody, pictures and history included. */
export async function runPeopleRemove(
  options: { name: string; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const stateDirectory = await context.stateDirectory();
  const eraser = openPersonEraser({
    path: journalPath(stateDirectory),
    deleteMedia: (paths) => deleteMedia(stateDirectory, paths),
  });
  try {
    const { name, token, events, traces, media, wiped } = await removePerson(options.name, {
      ...{ store: await storeToRemoveFrom(context), eraser, pause },
      randomToken: () => randomBytes(4).toString("hex"),
    });
    if (options.json === true) {
      const facts = { removed: name, token, events, traces, media: media.length, wiped };
      context.out.write(`${JSON.stringify(facts)}\n`);
      return;
    }
    context.out.write(`${name} is forgotten: the templates are deleted`);
    context.out.write(
      eraser === null
        ? ".\n"
        : `, and ${media.length} pictures and sounds; in ${events} events and ${traces} rule runs the name is now ${token}.\n` +
            "Clips of the cameras show whoever passed and go by their age (recordings.keep).\n",
    );
    if (!wiped) {
      context.out.write(
        "The journal is large or in use, so its unused parts were not wiped: `sqlite3 journal.db VACUUM` in the state " +
          "directory does it while Gatehouse is stopped.\n",
      );
    }
  } finally {
    eraser?.close();
  }
}

/** Removing needs no key, so it also works where the configuration's secrets cannot be read. */
async function storeToRemoveFrom(context: CommandContext): Promise<PeopleStore> {
  try {
    return await peopleOf(context);
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.kind !== "usage") throw error;
    return openPeople({ stateDirectory: await context.stateDirectory(), key: undefined });
  }
}

/** Seals everybody anew. */
export async function runPeopleRekey(
  options: { from?: string; json?: boolean },
  context: CommandContext,
): Promise<void> {
  const { config } = await context.config();
  const where = {
    stateDirectory: await context.stateDirectory(),
    key: config.people.key,
    former: options.from === undefined ? undefined : await readKey(options.from),
  };
  const store = openPeople(where);
  const seen = openStrangers(where);
  // Read before the keys of before are dropped. If this is interrupted afterwards, the rest of the strangers is lost.
  const { strangers } = await seen.read();
  const names = await store.rekey();
  for (const stranger of strangers) await seen.update(stranger);
  const key =
    config.people.key === undefined ? "a new key of the state directory" : "the configuration's key";
  context.out.write(
    options.json === true
      ? `${JSON.stringify({ rekeyed: names })}\n`
      : `${names.length === 0 ? "Nobody needed it" : names.join(", ")}: sealed with ${key}.\n`,
  );
}
