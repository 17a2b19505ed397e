import type { Request } from "../events/action.ts";
import { denied, type Allowed, type DenialCode } from "../guard/decision.ts";
import { allowedDraft, deniedDraft } from "../guard/drafts.ts";
import type { Debt } from "../guard/ports.ts";
import { messageOf } from "../runtime/errors.ts";
import type { DeviceParts } from "./device.ts";

/** What committing needs. */
export type CommitParts = Pick<DeviceParts, "store" | "committed" | "emit" | "clock" | "logger">;

/**
 * Writes an authorisation down: the decision, the spent evidence and the debt are on disk when this is true. If it is false
 * the request has been denied, and nothing may be sent.
 */
export async function commitDecision(
  request: Request,
  { decision, debt }: { readonly decision: Allowed; readonly debt: Debt | null },
  parts: CommitParts,
): Promise<boolean> {
  try {
    const allowed = allowedDraft(request, decision, parts.clock.now());
    parts.committed(await parts.store.commit({ allowed, spends: decision.spends, debt }));
    return true;
  } catch (error) {
    parts.logger.error("an authorisation could not be written down and was denied", {
      error: messageOf(error),
    });
    const reason = `The decision could not be written down, so it is not carried out: ${messageOf(error)}`;
    deny(request, { code: "STORE_FAILED", reason }, parts);
    return false;
  }
}

/** Says that a request that the guard would have allowed is denied after all. */
export function deny(
  request: Request,
  why: { readonly code: DenialCode; readonly reason: string },
  parts: Pick<DeviceParts, "emit" | "clock">,
): void {
  parts.emit(deniedDraft(request, denied(why.code, why.reason), parts.clock.now()));
}
