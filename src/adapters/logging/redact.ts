/** What stands in the place of something secret. */
const HIDDEN = "***";

/** Field names whose values never reach a log, however they are written: `password`, `mqttPassword`, `api_token`. */
const SECRET_NAME = /(password|passphrase|token|secret|authorization|credentials?)$/i;

/**
 * The user-info of a URL. Everything up to the last `@` goes once there is a colon before it, because passwords typed
 * into camera URLs often hold an unescaped `/` or `@`.
 */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#"'<>]*@|[^\s/:]*:\S*@)/gi;

/** Cameras that take their password in the query: `…/snapshot.cgi?user=admin&pwd=…`. */
const QUERY_SECRET = /([?&;](?:password|passwd|pass|pwd|token|secret|auth|key|api_?key)=)[^&;\s"'<>]*/gi;

/** Objects nested deeper than this are cut: a log line is not a dump. */
const DEEPEST = 6;

/** A text without the passwords of the URLs in it. */
export function redactText(text: string): string {
  return text.replace(URL_CREDENTIALS, `$1${HIDDEN}@`).replace(QUERY_SECRET, `$1${HIDDEN}`);
}

/** A value fit for a log line: no secrets by name or in URLs, errors as plain objects, bytes as their length. */
function redactValue(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "…";
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  return redactFields(value as Record<string, unknown>, depth + 1);
}

/** The fields of a log line, each redacted by its name and by its value. */
export function redactFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      SECRET_NAME.test(name) && value !== undefined && value !== null ? HIDDEN : redactValue(value, depth),
    ]),
  );
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    message: redactText(error.message),
    ...(typeof code === "string" ? { code } : {}),
    ...(error.cause === undefined ? {} : { cause: redactValue(error.cause, depth + 1) }),
  };
}
