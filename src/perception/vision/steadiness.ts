import { judgeLook, type IdentityThresholds, type MatchedLook } from "./identity.ts";

/** Whom the good looks at a face have been at without an exception; null: at nobody who is enrolled. */
export interface Steadiness {
  readonly person: string | null;
  /** Capture time of the first of these looks, ms since boot. */
  readonly sinceT: number;
}

/**
 * After one more good look. One that is not sure, but nearest to the same person, breaks nothing; one that is nearer to
 * somebody else, or at a stranger, a look-alike or a picture, does.
 *
 * @param before null before the first look
 * @param live the look's own liveness; null if it was not checked
 */
export function steadyAfter(
  before: Steadiness | null,
  { look, live }: { readonly look: MatchedLook; readonly live: number | null },
  thresholds: IdentityThresholds,
): Steadiness {
  const says = judgeLook(look, live, thresholds);
  const isAtSomebody = (says === "recognized" || says === "undecided") && look.match?.veto === undefined;
  const person = isAtSomebody ? (look.match?.person ?? null) : null;
  return person !== null && before?.person === person ? before : { person, sinceT: look.t };
}
