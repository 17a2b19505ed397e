import type { JudgedDecision } from "../../adapters/sqlite/audit-chain.ts";
import type { DenialCode, Judgement } from "../../guard/decision.ts";
import { judgeAgain } from "../../guard/matter.ts";
import { messageOf } from "../../runtime/errors.ts";

/** What came of judging every decision of the journal again. */
export interface JudgedAgain {
  /** Decisions that are the same. */
  readonly same: number;
  /** Decisions without evidence, or of which nothing to judge by was kept. */
  readonly notJudged: number;
  /** What is wrong, each in a sentence that says which decision. */
  readonly faults: readonly string[];
}

/** What the guard allows and something behind it denies; the reason says what. */
const DENIED_LATER: readonly DenialCode[] = [
  "STORE_FAILED",
  "DEVICE_BUSY",
  "MAX_UNLOCKED",
  "STOPPING",
  "GUARD_ERROR",
];

/** Judges all decisions again, each by what it was judged by. */
export function judgedAgain(decisions: Iterable<JudgedDecision>): JudgedAgain {
  let same = 0;
  let notJudged = 0;
  const faults: string[] = [];
  for (const decision of decisions) {
    const { event, matter } = decision;
    if (matter === null) notJudged += 1;
    else {
      const difference = differenceOf(event, matter);
      if (difference === null) same += 1;
      else faults.push(`Decision ${event.id} (request ${event.request}, event ${event.seq}): ${difference}`);
    }
  }
  return { same, notJudged, faults };
}

function differenceOf(event: JudgedDecision["event"], matter: string): string | null {
  let now: Judgement;
  try {
    now = judgeAgain(matter);
  } catch (error) {
    return `what it was judged by cannot be read: ${messageOf(error)}`;
  }
  const was = event.name === "request.allowed" ? "allowed" : "denied";
  if (now.outcome === "allowed" && event.name === "request.denied") {
    return DENIED_LATER.some((code) => code === event.code)
      ? null
      : `it was denied (${event.code}); judged again it is allowed.`;
  }
  if (now.outcome !== was) return `it was ${was}; judged again it is ${now.outcome}.`;
  if (now.outcome === "denied" && event.name === "request.denied" && now.code !== event.code)
    return `it was denied for ${event.code}; judged again it is denied for ${now.code}.`;
  const isSame =
    now.reason === event.reason && JSON.stringify(now.evidence) === JSON.stringify(event.evidence);
  return isSame ? null : `judged again it is ${was} for another reason: ${now.reason}`;
}
