import { basename } from "node:path";
import type { PeopleStore } from "../../adapters/people/people-store.ts";
import { checkName, type StoredTemplate } from "../../adapters/people/person-file.ts";
import { checkCounterExample, MOST_COUNTER_EXAMPLES } from "../../perception/vision/counter-example.ts";
import { templateOf } from "../../perception/vision/enrolment.ts";
import type { Clock } from "../../runtime/clock.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import { notEnrolled } from "../enrol.ts";
import { sourceOf, type FaceFiles } from "../face-files.ts";

export interface CounterExampleOptions {
  readonly files: FaceFiles;
  readonly store: PeopleStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** What was kept of one picture. */
export interface KeptCounterExample {
  readonly source: string;
  /** To the nearest of the person's templates. */
  readonly similarity: number;
  /** How many of the person's own templates are less like each other than like this. */
  readonly shadows: number;
}

/**
 * Keeps pictures that are not a person although they look like it. All or nothing.
 *
 * @throws GatehouseError as `templateOf` does, and `PEOPLE_NAME_INVALID` (usage), `PEOPLE_NOT_ENROLLED`,
 *   `PEOPLE_IS_THE_PERSON`, `PEOPLE_OUTDATED` (refused)
 */
export async function addCounterExamples(
  wish: { readonly name: string; readonly paths: readonly string[] },
  options: CounterExampleOptions,
): Promise<{ kept: KeptCounterExample[]; total: number }> {
  const { files, store, clock, signal } = options;
  const name = checkName(wish.name);
  if (!(await store.read()).people.some((person) => person.name === name)) throw notEnrolled(name);
  const added: StoredTemplate[] = [];
  for (const path of wish.paths) {
    const source = await sourceOf(files, path, signal);
    signal.throwIfAborted();
    const { weakest: _, ...template } = templateOf(source);
    added.push({ source: basename(path), kind: source.kind, at: clock.now().at, ...template });
  }
  return store.change(async ({ people, save }) => {
    const person = people.find((one) => one.name === name);
    if (person === undefined) throw notEnrolled(name);
    if (person.model !== files.model) throw outdated(name);
    const own = person.templates.map(({ embedding }) => embedding);
    const kept = added.map(({ source, embedding }) => {
      const { similarity, isThePerson, shadows } = checkCounterExample(embedding, own);
      if (isThePerson) throw isPerson(source, name, similarity);
      return { source, similarity, shadows };
    });
    const counterExamples = [...person.counterExamples, ...added].slice(-MOST_COUNTER_EXAMPLES);
    await save({ ...person, counterExamples });
    return { kept, total: counterExamples.length };
  });
}

/** Forgets what was said not to be a person; resolves with how many there were. */
export function clearCounterExamples(store: PeopleStore, name: string): Promise<number> {
  const checked = checkName(name);
  return store.change(async ({ people, save }) => {
    const person = people.find((one) => one.name === checked);
    if (person === undefined) throw notEnrolled(checked);
    await save({ ...person, counterExamples: [] });
    return person.counterExamples.length;
  });
}

function isPerson(source: string, name: string, similarity: number): GatehouseError {
  return new GatehouseError(
    "PEOPLE_IS_THE_PERSON",
    `${source} is ${name}, by all appearances (similarity ${similarity.toFixed(2)}): kept as a counter-example it would ` +
      `make ${name} unknown`,
    { kind: "refused" },
  );
}

function outdated(name: string): GatehouseError {
  return new GatehouseError(
    "PEOPLE_OUTDATED",
    `${name} was enrolled with another model and cannot be compared: enrol ${name} again first`,
    { kind: "refused" },
  );
}
