import type { Instant } from "../runtime/clock.ts";
import type { DenialCode } from "./decision.ts";
import { seconds } from "./phrases.ts";
import type { GuardPolicies } from "./policy.ts";
import type { GuardState } from "./state.ts";
import { isOpen, localMoment, momentText, windowText, type TimeWindow } from "./time-window.ts";

/** What times are judged in. */
export interface TimeCourt {
  readonly state: Pick<GuardState, "clock">;
  readonly policies: Pick<GuardPolicies, "rights" | "timeZone">;
  readonly now: Instant;
}

type Problem = readonly [DenialCode, string] | null;

/** The clock may be this far behind the journal, ms: events are stamped in several processes. */
const BEHIND_MAX_MS = 5_000;

/** Why a window is not open now, or null if it is. A clock that cannot be relied on opens none. */
export function windowProblem(window: TimeWindow, what: string, court: TimeCourt): Problem {
  const doubt = clockDoubt(court);
  if (doubt !== null) return ["CLOCK_UNTRUSTED", `${what} only ${windowText(window)}, and ${doubt}`];
  const moment = localMoment(court.now.at, court.policies.timeZone);
  if (isOpen(window, moment)) return null;
  return ["OUT_OF_HOURS", `${what} only ${windowText(window)}; it is ${momentText(moment)}.`];
}

/** Why this person may not now, or null. Somebody's own rights count before those of the group. */
export function rightProblem(person: string, group: string | null, court: TimeCourt): Problem {
  const { rights } = court.policies;
  const own = rights.filter((right) => right.person === person);
  const theirs = own.length > 0 || group === null ? own : rights.filter((right) => right.group === group);
  const problems = theirs.map(({ when }) => windowProblem(when, `${person} may`, court));
  return problems.includes(null) ? null : (problems[0] ?? null);
}

/** Why nobody knows what time it is, as the end of a sentence; null if it is known. */
function clockDoubt({ state, now }: TimeCourt): string | null {
  const { untrusted, latestAt } = state.clock;
  if (untrusted !== null) return `${untrusted}.`;
  const behindMs = latestAt - now.at;
  if (!(behindMs <= BEHIND_MAX_MS)) return `the clock is ${seconds(behindMs)} behind the journal.`;
  return null;
}
