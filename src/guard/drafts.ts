import type { Request } from "../events/action.ts";
import type { EventDraft } from "../events/catalogue.ts";
import { describeAction, deviceOf } from "../events/describe-action.ts";
import type { Instant } from "../runtime/clock.ts";
import type { Allowed, Denied } from "./decision.ts";

type DraftOf<Name extends EventDraft["name"]> = Extract<EventDraft, { name: Name }>;

/** The event that says a request was allowed, and why. */
export function allowedDraft(request: Request, decision: Allowed, now: Instant): DraftOf<"request.allowed"> {
  return {
    name: "request.allowed",
    ...common(request, now),
    source: "guard",
    reason: decision.reason,
    ...decided(decision),
  };
}

/** The event that says a request was denied, and why. */
export function deniedDraft(request: Request, decision: Denied, now: Instant): DraftOf<"request.denied"> {
  return {
    name: "request.denied",
    ...common(request, now),
    source: "guard",
    reason: decision.reason,
    code: decision.code,
    ...decided(decision),
  };
}

/** The event that says a request was carried out. */
export function completedDraft(request: Request, reason: string, now: Instant): DraftOf<"request.completed"> {
  return { name: "request.completed", ...common(request, now), source: sourceOf(request), reason };
}

/** The event that says a request was not carried out in time and will not be. */
export function expiredDraft(request: Request, reason: string, now: Instant): DraftOf<"request.expired"> {
  return { name: "request.expired", ...common(request, now), source: sourceOf(request), reason };
}

/** A decision with nothing to look at or to listen to says so by leaving it out. */
function decided({ evidence, media = [] }: Allowed | Denied) {
  return { evidence: [...evidence], ...(media.length === 0 ? {} : { media: [...media] }) };
}

function sourceOf(request: Request): string {
  const device = deviceOf(request.action);
  return device === null ? "brain" : `device:${device}`;
}

function common(request: Request, now: Instant) {
  return {
    at: now.at,
    t: now.t,
    request: request.id,
    device: deviceOf(request.action),
    action: describeAction(request.action),
    by: request.by,
  };
}
