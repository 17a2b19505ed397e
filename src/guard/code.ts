import type { EventOf, Evidence } from "../events/catalogue.ts";
import type { DenialCode } from "./decision.ts";
import { asOfT, type Hearing, type Shortfall } from "./face.ts";
import { seconds } from "./phrases.ts";
import type { CodeFactor } from "./policy.ts";
import { rightProblem, windowProblem } from "./rights.ts";
import type { TimeWindow } from "./time-window.ts";

type Entry = EventOf<"code.entered">;

/** A code that satisfies a factor, or why there is none. */
export type CodeFinding =
  | { readonly ok: true; readonly person: string | null; readonly evidence: Evidence }
  | { readonly ok: false; readonly shortfall: Shortfall; readonly evidence: Evidence | null };

/** Judges the code that was entered with this very request. A code for duress is a wrong one, in every word. */
export function findCode(factor: CodeFactor, hearing: Hearing): CodeFinding {
  const entry = hearing.state.codes.find((event) => event.request === hearing.request);
  if (entry === undefined) {
    const reason = "The policy wants a code with the request; none was entered.";
    return { ok: false, shortfall: { code: "NO_CODE", reason, rank: 0 }, evidence: null };
  }
  const evidence = evidenceOf(entry, factor, hearing);
  const problem = problemOf(entry, factor, hearing);
  if (problem === null) return { ok: true, person: entry.person, evidence };
  return { ok: false, shortfall: { code: problem[0], reason: problem[1], rank: 1 }, evidence };
}

function problemOf(entry: Entry, factor: CodeFactor, hearing: Hearing): readonly [DenialCode, string] | null {
  const { state, policies } = hearing;
  if (entry.outcome === "refused") return ["CODE_REFUSED", entry.why];
  const known = entry.code === null ? undefined : own(policies.codes, entry.code);
  if (entry.outcome !== "right" || known === undefined || known.person !== entry.person) {
    return ["WRONG_CODE", "The code is wrong."];
  }
  if (factor.codes !== null && !factor.codes.includes(entry.code ?? "")) {
    return ["WRONG_CODE", `The code ${String(entry.code)} does not count for this.`];
  }
  if (factor.people !== null && !factor.people.includes(entry.person ?? "")) {
    return ["WRONG_CODE", `The policy asks for a code of ${factor.people.join(" or ")}.`];
  }
  const early = outOfHours(entry, known.when ?? null, hearing);
  if (early !== null) return early;
  const ageMs = asOfT(hearing) - entry.t;
  if (!(ageMs >= 0 && ageMs <= factor.withinMs)) {
    const entered = ageMs < 0 ? "in the future, which cannot be" : `${seconds(ageMs)} ago`;
    return [
      "CODE_TOO_OLD",
      `The code was entered ${entered}; the policy wants at most ${seconds(factor.withinMs)}.`,
    ];
  }
  return state.usedRequests.includes(entry.request)
    ? ["SPENT", "That code has authorised something already."]
    : null;
}

/** A code counts at its own times and at those of its person, or of the group in which that person is enrolled. */
function outOfHours(
  { code, person, group }: Entry,
  when: TimeWindow | null,
  hearing: Hearing,
): readonly [DenialCode, string] | null {
  const own = when === null ? null : windowProblem(when, `The code ${String(code)} counts`, hearing);
  return own ?? (person === null ? null : rightProblem(person, group, hearing));
}

function evidenceOf(entry: Entry, factor: CodeFactor, hearing: Hearing): Evidence {
  const isRight = entry.outcome === "right";
  return {
    event: entry.id,
    kind: "code",
    facts: {
      outcome: entry.outcome === "duress" ? "wrong" : entry.outcome,
      code: isRight ? entry.code : null,
      person: isRight ? entry.person : null,
      ageMs: asOfT(hearing) - entry.t,
      withinMs: factor.withinMs,
    },
  };
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
