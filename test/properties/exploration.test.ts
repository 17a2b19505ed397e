import { expect, it } from "vitest";
import { doorMachine, DOOR_STORIES } from "../exploration/door.ts";
import { evidenceMachine, EVIDENCE_STORIES } from "../exploration/evidence.ts";
import { explore, told, type Exploration } from "../exploration/explorer.ts";
import { bounded, chosen, LONG_TIMEOUT_MS, tellVerified } from "../fakes/long-run.ts";

/** Every order of everything that can happen around the ordinary stories; `npm run verify -- guard` goes farther. */

const bounds = (depth: number) => ({
  depth: bounded(depth, chosen("DEPTH", 99)),
  withinMs: bounded(Infinity, chosen("MINUTES", 10) * 60_000),
});

function tell(what: string, found: Exploration<string>, opened: string): void {
  const { states, transitions, depth, exhausted } = found;
  const how = exhausted ? "everything that can be reached" : `every order of ${depth} moves`;
  tellVerified(`${what}: ${how}, ${states} states, ${transitions} transitions, ${opened}`);
}

it(
  "judges rightly whatever cameras, trackers, brokers, clocks and restarts do, in every order",
  async () => {
    const allowed = { count: 0 };
    const found = await explore(evidenceMachine(allowed), { ...bounds(3), stories: EVIDENCE_STORIES });
    expect(found.counterexample === null ? "" : told(found.counterexample)).toBe("");
    tell("evidence", found, `${allowed.count} unlocks allowed`);
    // A guard that never opens would keep every promise.
    expect(allowed.count).toBeGreaterThan(30);
  },
  LONG_TIMEOUT_MS,
);

it(
  "unlocks once and locks again whatever disk, broker, lock, door and power do, in every order",
  async () => {
    const sent = { count: 0 };
    const found = await explore(doorMachine(sent), { ...bounds(2), stories: DOOR_STORIES });
    expect(found.counterexample === null ? "" : told(found.counterexample)).toBe("");
    tell("door", found, `${sent.count} unlocks sent`);
    expect(sent.count).toBeGreaterThan(100);
  },
  LONG_TIMEOUT_MS,
);
