import { keyPath } from "../../../adapters/people/people-key.ts";
import { galleryOf } from "../../../adapters/people/people-store.ts";
import { isOpenToOthers } from "../../../adapters/state-directory/inspect-state.ts";
import type { GatehouseConfig } from "../../../config/schema/gatehouse.ts";
import { UNREAD_SECRET } from "../../../config/values.ts";
import { openPeople } from "../../people/open-people.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";
import { faceWays } from "../face-ways.ts";

interface PeopleQuestion {
  readonly config: GatehouseConfig;
  readonly stateDirectory: string;
  /** SHA-256 of the embedding model; null if it is not there. */
  readonly model: string | null;
}

interface Enrolled {
  readonly name: string;
  readonly group: string;
}

/** Whether everybody enrolled can be known, and the policies ask for somebody who is. */
export async function checkPeople({ config, stateDirectory, model }: PeopleQuestion): Promise<Outcome> {
  const { key } = config.people;
  if (key === UNREAD_SECRET)
    return {
      found: "not looked at",
      advice: [warning("their key cannot be read here: it is the service's alone")],
    };
  const { people, unreadable } = await openPeople({ stateDirectory, key }).read();
  const outdated = model === null ? [] : galleryOf(people, model).outdated;
  const isKeyOpen = key === undefined && (await isOpenToOthers(keyPath(stateDirectory)));
  const groups = new Set(people.map(({ group }) => group));
  const where = key === undefined ? "people.key" : "the key of the configuration";
  const found = [
    people.length === 0
      ? "nobody is enrolled"
      : `${people.length} enrolled, in ${[...groups].sort().join(", ")}, sealed with ${where}`,
    ...(unreadable.length === 0 ? [] : [`${unreadable.length} cannot be read`]),
  ].join("; ");
  const advice = [
    ...(people.length === 0 && unreadable.length === 0
      ? [warning("everybody is a stranger: enrol people with `gatehouse people capture` or `people add`")]
      : []),
    ...unreadable.map(({ error }) => problem(error.message)),
    ...outdated.map((name) =>
      problem(
        `${name} was enrolled with another embedding model and is not known any more: enrol ${name} again`,
      ),
    ),
    ...(isKeyOpen ? [problem(`others may read the key: chmod 600 ${keyPath(stateDirectory)}`)] : []),
    ...(people.length === 0 ? [] : unknownToPolicies(config, people)),
  ];
  const facts = { enrolled: people.length, unreadable: unreadable.length, outdated: outdated.length };
  return { found, advice, facts };
}

/** Policies that ask for somebody who is not there. */
function unknownToPolicies(config: GatehouseConfig, people: readonly Enrolled[]): Advice[] {
  const missing = faceWays(config).flatMap(({ what, factor }) => [
    ...(factor.people ?? [])
      .filter((wanted) => !people.some(({ name }) => name === wanted))
      .map((wanted) => `${wanted} may ${what}, and is not enrolled`),
    ...(factor.groups ?? [])
      .filter((wanted) => !people.some(({ group }) => group === wanted))
      .map((wanted) => `the group ${wanted} may ${what}, and nobody enrolled is of it`),
  ]);
  return [...new Set(missing)].map(warning);
}
