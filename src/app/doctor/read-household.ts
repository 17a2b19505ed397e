import { dirname } from "node:path";
import { galleryOf } from "../../adapters/people/people-store.ts";
import { guardPolicies } from "../brain/guard-policies.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import type { Finding, Problem } from "../../config/problem.ts";
import { localMoment } from "../../guard/time-window.ts";
import { messageOf } from "../../runtime/errors.ts";
import type { CheckedConfiguration } from "../check-configuration.ts";
import { CodeBook } from "../codes/code-book.ts";
import { overWindows } from "../over-windows.ts";
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
  const { config } = checked;
  const today = localMoment(new SystemClock().now().at, guardPolicies(config).timeZone).date;
  return [
    ...householdFindings(config, household),
    ...overWindows(config, today),
    ...unsetCodes(config, stateDirectory, unread),
  ].map((finding) => checked.problem(finding));
}

/** Codes that nobody can enter yet. */
function unsetCodes(
  { codes }: CheckedConfiguration["config"],
  stateDirectory: string,
  unread: (why: string) => void,
): Finding[] {
  try {
    return new CodeBook(stateDirectory, codes).unset().map((name) => {
      const message = `nobody has set this code yet: gatehouse code set ${name}`;
      return { severity: "warning", path: ["codes", name], message, atKey: true };
    });
  } catch (error) {
    unread(`the codes cannot be read, so none counts: ${messageOf(error)}`);
    return [];
  }
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
