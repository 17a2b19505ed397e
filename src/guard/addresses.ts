import { addressMatches, webAddress } from "../runtime/web-address.ts";
import { denied, type Denied } from "./decision.ts";
import type { GuardPolicies } from "./policy.ts";

/** Whether a rendered `http` action may be sent; null if so. */
export function judgeAddress(
  text: string,
  { outputsAllow }: Pick<GuardPolicies, "outputsAllow">,
): Denied | null {
  const url = webAddress(text);
  if (url === null)
    return denied("URL_INVALID", "Nothing can be sent to this address: it is no http or https URL.");
  if (outputsAllow.some((allowed) => addressMatches(allowed, url))) return null;
  return denied(
    "URL_NOT_ALLOWED",
    `${url.origin}${url.pathname} is not listed in outputs.allow; add it there if rules may send to it.`,
  );
}
