import { redactText } from "../../adapters/logging/redact.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import { UNREAD_SECRET } from "../../config/values.ts";
import type { Diagnosis } from "./check.ts";

/** Shorter ones would take harmless words out of every sentence, and are no secrets. */
const SHORTEST = 4;
const HIDDEN = "***";

/** Takes the passwords of URLs, and the secrets of this configuration, out of whatever a check found; facts are flat. */
export function redactor(config: GatehouseConfig | null): (diagnosis: Diagnosis) => Diagnosis {
  const tokens = Object.values(config?.webhooks?.hooks ?? {}).map(({ token }) => token);
  const secrets = [
    config?.mqtt?.password,
    config?.people.key,
    config?.recordings.copy?.encrypt,
    ...tokens,
  ].filter(
    (secret): secret is string =>
      secret !== undefined && secret !== UNREAD_SECRET && secret.length >= SHORTEST,
  );
  const clean = (text: string): string =>
    secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, HIDDEN), redactText(text));
  return ({ found, advice, facts = {}, ...rest }) => ({
    ...rest,
    found: clean(found),
    advice: advice.map(({ severity, text }) => ({ severity, text: clean(text) })),
    facts: Object.fromEntries(
      Object.entries(facts).map(([key, value]) => [key, typeof value === "string" ? clean(value) : value]),
    ),
  });
}
