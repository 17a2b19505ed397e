/** What an unlock can carry for a lock that throws late and repeated ones away by itself. */
export interface UnlockFacts {
  /** The request's id. */
  readonly request: string;
  /** When it may not be obeyed any more, wall clock, ms since the epoch. */
  readonly expiresAt: number;
}

/** The message that unlocks: `{{ request }}` and `{{ expires_at }}` stand for the facts. */
export function unlockMessage(template: string, { request, expiresAt }: UnlockFacts): string {
  const facts: Readonly<Record<string, string>> = { request, expires_at: String(Math.round(expiresAt)) };
  return template.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) =>
    Object.hasOwn(facts, name) ? (facts[name] ?? whole) : whole,
  );
}
