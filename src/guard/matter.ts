import { Request } from "../events/action.ts";
import type { Instant } from "../runtime/clock.ts";
import { authorise } from "./authorise.ts";
import type { Judgement } from "./decision.ts";
import type { GuardPolicies } from "./policy.ts";
import type { GuardState } from "./state.ts";

/** All that a judgement depends on: the same matter is always judged alike. */
export interface Matter {
  readonly state: GuardState;
  readonly policies: GuardPolicies;
  readonly request: Request;
  readonly now: Instant;
}

/** A matter as text, for the journal. What somebody is being asked right now is left out: codes are written nowhere. */
export function matterText({ state, policies, request, now }: Matter): string {
  const { running, ...challenges } = state.challenges;
  const asked = new Map([...running.keys()].map((camera) => [camera, null]));
  return JSON.stringify(
    { state: { ...state, challenges: { ...challenges, running: asked } }, policies, request, now },
    told,
  );
}

/**
 * Judges a matter again from its text.
 *
 * @throws Error if the text is none of a matter, or of another version of the guard
 */
export function judgeAgain(text: string): Judgement {
  const matter = JSON.parse(text, understood) as Matter;
  const { state, policies, request, now } = matter;
  const { run, boot } = state;
  return authorise(state, Request.parse(request), { policies, now, run, boot });
}

type Told = { readonly map: readonly (readonly [string, unknown])[] } | { readonly number: string };
const TAG = "$";

/** JSON knows neither maps nor numbers that are none; whether a lag is known decides about evidence. */
function told(key: string, value: unknown): unknown {
  // No decision depends on pictures, and who is in them is told by the events.
  if (key === "media") return [];
  if (value instanceof Map) return { [TAG]: { map: [...(value as Map<string, unknown>)] } };
  if (typeof value === "number" && !Number.isFinite(value)) return { [TAG]: { number: String(value) } };
  return value;
}

function understood(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !(TAG in value)) return value;
  const special = value[TAG] as Told;
  return "map" in special ? new Map(special.map) : Number(special.number);
}
