import type { EventOf, Evidence } from "../events/catalogue.ts";
import type { DenialCode } from "./decision.ts";
import { asOfT, type Hearing, type Shortfall } from "./face.ts";
import { HUB_WINDOW_MS } from "./limits.ts";
import { seconds } from "./phrases.ts";
import type { HubFactor } from "./policy.ts";

type Message = EventOf<"hub.requested">;

/** A message that satisfies a factor, or why there is none. It stands for nobody. */
export type HubFinding =
  | { readonly ok: true; readonly person: null; readonly evidence: Evidence }
  | { readonly ok: false; readonly shortfall: Shortfall; readonly evidence: Evidence | null };

/** Judges the message that was this very request. What a rule asks for because of a message is the rule's wish, not the hub's. */
export function findHub(factor: HubFactor, hearing: Hearing): HubFinding {
  const message = hearing.state.messages.find((event) => event.request === hearing.request);
  if (message === undefined) {
    const reason = "The policy wants the hub itself to ask for it over MQTT; it did not.";
    return { ok: false, shortfall: { code: "NOT_BY_HUB", reason, rank: 0 }, evidence: null };
  }
  const uses = usesOf(hearing);
  const ageMs = asOfT(hearing) - message.t;
  const facts = {
    topic: message.topic,
    target: hearing.target,
    ageMs,
    withinMs: factor.withinMs,
    usesInHour: uses,
    maxPerHour: factor.maxPerHour,
  };
  const evidence: Evidence = { event: message.id, kind: "hub", facts };
  const problem = problemOf(message, factor, { ageMs, uses, used: hearing.state.usedRequests });
  if (problem === null) return { ok: true, person: null, evidence };
  return { ok: false, shortfall: { code: problem[0], reason: problem[1], rank: 1 }, evidence };
}

/** How often messages have authorised the same thing in the last hour. */
function usesOf({ state, now, target }: Hearing): number {
  return state.hubUses.filter((use) => use.target === target && now.t - use.t < HUB_WINDOW_MS).length;
}

function problemOf(
  message: Message,
  factor: HubFactor,
  { ageMs, uses, used }: { ageMs: number; uses: number; used: readonly string[] },
): readonly [DenialCode, string] | null {
  if (!(ageMs >= 0 && ageMs <= factor.withinMs)) {
    const asked = ageMs < 0 ? "in the future, which cannot be" : `${seconds(ageMs)} ago`;
    return [
      "HUB_TOO_OLD",
      `The message came ${asked}; the policy wants at most ${seconds(factor.withinMs)}.`,
    ];
  }
  if (used.includes(message.request ?? ""))
    return ["SPENT", "That message has authorised something already."];
  if (uses < factor.maxPerHour) return null;
  return [
    "HUB_TOO_OFTEN",
    `Messages have authorised this ${uses} times in the last hour; ${factor.maxPerHour} are allowed.`,
  ];
}
