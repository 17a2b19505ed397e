import { basename } from "node:path";
import { galleryOf, type PeopleStore } from "../adapters/people/people-store.ts";
import { checkName, type StoredPerson, type StoredTemplate } from "../adapters/people/person-file.ts";
import {
  checkTemplates,
  templateOf,
  type EnrolmentSource,
  type Template,
} from "../perception/vision/enrolment.ts";
import type { Gallery } from "../perception/vision/gallery.ts";
import { lookalikesOf } from "../perception/vision/lookalikes.ts";
import { selfCheck, type SelfCheck } from "../perception/vision/self-check.ts";
import type { Clock } from "../runtime/clock.ts";
import { GatehouseError } from "../runtime/errors.ts";
import { sourceOf, type FaceFiles } from "./face-files.ts";

/** What a person is compared with at most; of more, the oldest go. */
const MOST_TEMPLATES = 16;

export interface EnrolOptions {
  /** SHA-256 of the embedding model in use. */
  readonly model: string;
  readonly store: PeopleStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Groups of the configuration. */
  readonly groups: readonly string[];
  /** The threshold of recognition. */
  readonly recognize: number;
}

/** Pictures to be looked at, or a template that was made when they were. */
type EnrolmentFrom =
  EnrolmentSource | (Pick<EnrolmentSource, "name" | "kind"> & { readonly template: Template });

/** What was asked for. */
export interface Enrolment {
  readonly name: string;
  /** May be left out for somebody who is enrolled already. */
  readonly group: string | undefined;
  /** What the person is enrolled from. */
  readonly sources: () => AsyncIterable<EnrolmentFrom> | Iterable<EnrolmentFrom>;
  /** What the person agreed to; noted with the date. */
  readonly consent?: string | undefined;
  /** People who are known to look like this one, and to be others. */
  readonly lookalikes?: readonly string[];
}

/** Photos and clips as sources of an enrolment, looked at one after the other. */
export async function* sourcesFrom(
  paths: readonly string[],
  files: FaceFiles,
  signal: AbortSignal,
): AsyncGenerator<EnrolmentSource> {
  for (const path of paths) yield await sourceOf(files, path, signal);
}

/** Who is enrolled now, and what was added. */
export interface Enrolled {
  readonly person: StoredPerson;
  readonly added: readonly StoredTemplate[];
  readonly selfCheck: SelfCheck;
  /** Enrolled people who look like this one, the most similar first: between them a wider margin is demanded. */
  readonly lookalikes: readonly { readonly name: string; readonly similarity: number }[];
}

/**
 * Enrols a person from photos and clips, or adds them to what is known of the person. All or nothing.
 *
 * @throws GatehouseError as `templateOf` and `checkTemplates` do, and `PEOPLE_NAME_INVALID`, `PEOPLE_GROUP_UNKNOWN`
 *   (kind `usage`), `PEOPLE_NOT_ENROLLED` (kind `refused`) for a look-alike
 */
export async function enrol(wish: Enrolment, options: EnrolOptions): Promise<Enrolled> {
  const { store, signal } = options;
  const name = checkName(wish.name);
  const known = (await store.read()).people.find((person) => person.name === name);
  const group = checkGroup(wish.group ?? known?.group, options.groups);
  const added: Added[] = [];
  for await (const source of wish.sources()) {
    signal.throwIfAborted();
    const { weakest, ...template } = "template" in source ? source.template : templateOf(source);
    const facts = { source: basename(source.name), kind: source.kind, at: options.clock.now().at };
    added.push({ template: { ...facts, ...template }, weakest });
  }
  // Looked at again: the people may have been changed while the pictures were analysed.
  return store.change(async ({ people, save }) => {
    const before = people.find((person) => person.name === name);
    const enrolled = join(wish, { name, group, before, people, added }, options);
    await save(enrolled.person);
    return enrolled;
  });
}

interface Added {
  readonly template: StoredTemplate;
  readonly weakest: number | null;
}

interface Found {
  readonly name: string;
  readonly group: string;
  readonly before: StoredPerson | undefined;
  readonly people: readonly StoredPerson[];
  readonly added: readonly Added[];
}

/** What the person is after the enrolment. */
function join(wish: Enrolment, found: Found, { model, clock, recognize }: EnrolOptions): Enrolled {
  const { name, group, before, people, added } = found;
  const usable = before?.model === model ? before : undefined;
  const others = galleryOf(
    people.filter((person) => person.name !== name),
    model,
  ).gallery;
  const told = (wish.lookalikes ?? []).map((lookalike) => checkEnrolled(lookalike, people));
  const fresh = added.map(({ template }) => template);
  const templates = [...(usable?.templates ?? []), ...fresh].slice(-MOST_TEMPLATES);
  const named = templates.map(({ source, embedding }) => ({
    name: source,
    embedding,
    weakest: added.find(({ template }) => template.embedding === embedding)?.weakest ?? null,
  }));
  const admitted = new Set([...told, ...(usable?.lookalikes ?? [])]);
  checkTemplates(named, strangersTo(others, admitted), recognize);
  const embeddings = templates.map(({ embedding }) => embedding);
  const lookalikes = lookalikesOf({ name, templates: embeddings }, others);
  const enrolled = new Set(people.map((person) => person.name));
  const person: StoredPerson = {
    ...{ name, group, model, templates },
    consent:
      wish.consent === undefined ? (before?.consent ?? null) : { text: wish.consent, at: clock.now().at },
    counterExamples: usable?.counterExamples ?? [],
    lookalikes: [...admitted, ...lookalikes.map((other) => other.name)].filter(
      (other, index, all) => enrolled.has(other) && all.indexOf(other) === index,
    ),
  };
  return { person, added: fresh, selfCheck: selfCheck(named), lookalikes };
}

function strangersTo(others: Gallery, admitted: ReadonlySet<string>): Gallery {
  return others.filter(({ name }) => !admitted.has(name));
}

function checkEnrolled(name: string, people: readonly StoredPerson[]): string {
  const checked = checkName(name);
  if (people.some((person) => person.name === checked)) return checked;
  throw notEnrolled(checked);
}

/** The refusal for a name that nobody has. */
export function notEnrolled(name: string): GatehouseError {
  return new GatehouseError("PEOPLE_NOT_ENROLLED", `${name} is not enrolled: see \`gatehouse people list\``, {
    kind: "refused",
  });
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
