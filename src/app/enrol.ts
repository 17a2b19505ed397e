import { basename } from "node:path";
import type { PeopleStore } from "../adapters/people/people-store.ts";
import { galleryOf } from "../adapters/people/people-store.ts";
import { checkName, type StoredPerson, type StoredTemplate } from "../adapters/people/person-file.ts";
import { checkTemplates, templateOf } from "../perception/vision/enrolment.ts";
import type { Clock } from "../runtime/clock.ts";
import { GatehouseError } from "../runtime/errors.ts";
import { sourceOf, type FaceFiles } from "./face-files.ts";

/** What a person is compared with at most; of more, the oldest go. */
const MOST_TEMPLATES = 16;

export interface EnrolOptions {
  readonly files: FaceFiles;
  readonly store: PeopleStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Groups of the configuration. */
  readonly groups: readonly string[];
  /** The threshold of recognition. */
  readonly recognize: number;
}

/** What was asked for. */
export interface Enrolment {
  readonly name: string;
  /** May be left out for somebody who is enrolled already. */
  readonly group: string | undefined;
  readonly paths: readonly string[];
}

/** Who is enrolled now, and what was added. */
export interface Enrolled {
  readonly person: StoredPerson;
  readonly added: readonly StoredTemplate[];
}

/**
 * Enrols a person from photos and clips, or adds them to what is known of the person. All or nothing.
 *
 * @throws GatehouseError as `templateOf` and `checkTemplates` do, and `PEOPLE_NAME_INVALID`, `PEOPLE_GROUP_UNKNOWN`
 *   (kind `usage`)
 */
export async function enrol(wish: Enrolment, options: EnrolOptions): Promise<Enrolled> {
  const { files, store, clock, signal } = options;
  const name = checkName(wish.name);
  const everybody = await store.list();
  const before = everybody.find((person) => person.name === name);
  const group = checkGroup(wish.group ?? before?.group, options.groups);
  const known = before?.model === files.model ? before.templates : [];
  const added: StoredTemplate[] = [];
  for (const path of wish.paths) {
    const source = await sourceOf(files, path, signal);
    signal.throwIfAborted();
    const facts = { source: basename(path), kind: source.kind, at: clock.now().at };
    added.push({ ...facts, ...templateOf(source) });
  }
  const others = galleryOf(
    everybody.filter((person) => person.name !== name),
    files.model,
  ).gallery;
  const named = [...known, ...added].map(({ source, embedding }) => ({ name: source, embedding }));
  checkTemplates(named, others, options.recognize);
  const templates = [...known, ...added].slice(-MOST_TEMPLATES);
  const person: StoredPerson = { version: 1, name, group, model: files.model, templates };
  await store.save(person);
  return { person, added };
}

function checkGroup(group: string | undefined, groups: readonly string[]): string {
  if (group !== undefined && groups.includes(group)) return group;
  const found = group === undefined ? "no group is given" : `there is no group ${group}`;
  throw new GatehouseError(
    "PEOPLE_GROUP_UNKNOWN",
    `${found}: say --group with one of ${groups.join(", ")} (the configuration lists them under people.groups)`,
    { kind: "usage" },
  );
}
