import { dirname } from "node:path";
import { galleryOf } from "../../adapters/people/people-store.ts";
import type { Problem } from "../../config/problem.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { openPeople } from "../people/open-people.ts";
import { householdFindings, type Household } from "./household.ts";
import { faceModelDigests } from "./judging.ts";
import { spoofTestOf } from "./spoof-test.ts";

/**
 * What the state directory makes doubtful about a configuration, at its places in the file. Never rejects: what cannot be
 * read is told to `unread`, in a sentence.
 */
export async function householdProblems(
  checked: CheckedConfiguration,
  stateDirectory: string,
  unread: (why: string) => void,
): Promise<Problem[]> {
  const household = await readHousehold(checked, stateDirectory, unread);
  return householdFindings(checked.config, household).map((finding) => checked.problem(finding));
}

async function readHousehold(
  { config, path }: CheckedConfiguration,
  stateDirectory: string,
  unread: (why: string) => void,
): Promise<Household> {
  const models = await faceModelDigests(config, dirname(path)).catch(() => null);
  const spoofTest = spoofTestOf(stateDirectory);
  const gallery = await galleryOfHouse({ config, stateDirectory, model: models?.["face-embedding"] }, unread);
  return { spoofTest, models, gallery };
}

interface People {
  readonly config: CheckedConfiguration["config"];
  readonly stateDirectory: string;
  readonly model: string | undefined;
}

async function galleryOfHouse(
  { config, stateDirectory, model }: People,
  unread: (why: string) => void,
): Promise<Household["gallery"]> {
  if (model === undefined) return [];
  try {
    const { people, unreadable } = await openPeople({ stateDirectory, key: config.people.key }).read();
    for (const { name, error } of unreadable)
      unread(`${name} was not compared with the others: ${error.message}`);
    return galleryOf(people, model).gallery;
  } catch (error) {
    unread(`the enrolled people cannot be read, so nobody knows who looks like whom: ${messageOf(error)}`);
    return [];
  }
}
