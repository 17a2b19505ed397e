import type { StateFacts } from "../../../adapters/state-directory/inspect-state.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";

/** With less room than this the journal itself is in danger, bytes. */
const LEAST_FREE = 200e6;

interface StateQuestion {
  readonly directory: string;
  readonly state: StateFacts;
  /** This user's number. */
  readonly user: number;
  /** How much room recordings may take, bytes. */
  readonly mostRecorded: number;
}

/** Whether the state directory can be used, is nobody else's business, and has room. */
export function checkState({ directory, state, user, mostRecorded }: StateQuestion): Outcome {
  const { exists, owner, isOpen, isWritable, freeBytes, recordedBytes, heldBy } = state;
  const found = [
    directory,
    ...(exists ? [] : ["not there yet"]),
    ...(freeBytes === null ? [] : [`${gigabytes(freeBytes)} free`]),
    ...(recordedBytes === 0 ? [] : [`${gigabytes(recordedBytes)} recorded`]),
    ...(heldBy === null ? [] : [`used by the running Gatehouse (process ${heldBy})`]),
  ].join(", ");
  const advice = [
    ...rights({ directory, state, user }),
    ...(isOpen ? [warning(`others may look into it: chmod go= ${directory}`)] : []),
    ...room(state, mostRecorded),
  ];
  return {
    ...{ found, advice },
    facts: { directory, exists, owner, isOpen, isWritable, freeBytes, recordedBytes, heldBy },
  };
}

function rights({ directory, state, user }: Omit<StateQuestion, "mostRecorded">): Advice[] {
  const { exists, owner, isWritable } = state;
  if (owner !== null && owner !== user) {
    // What this user may do there says nothing about what the service may.
    return [
      warning(
        `it belongs to user ${owner}, and you are user ${user}: run this as Gatehouse runs, sudo -u '#${owner}' gatehouse doctor`,
      ),
    ];
  }
  if (isWritable) return [];
  const remedy = "or name another with `state_dir:` in the configuration";
  return exists
    ? [problem(`it cannot be written: give the user of Gatehouse the right to, ${remedy}`)]
    : [problem(`it cannot be made: make ${directory} for the user of Gatehouse, ${remedy}`)];
}

function room({ freeBytes, recordedBytes }: StateFacts, most: number): Advice[] {
  if (freeBytes === null) return [];
  if (freeBytes < LEAST_FREE)
    return [
      problem(
        `only ${gigabytes(freeBytes)} are free: make room, or soon nothing can be written down any more`,
      ),
    ];
  const missing = most - recordedBytes - freeBytes;
  if (missing <= 0) return [];
  return [
    warning(
      `recordings may take ${gigabytes(most)} (recordings.max_size), ${gigabytes(missing)} more than there is room for: lower it`,
    ),
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
