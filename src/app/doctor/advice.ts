/** What a diagnosis comes to: `problem` is what keeps Gatehouse from working, `warning` what makes it worse or less safe. */
type Severity = "ok" | "warning" | "problem";

/** Something to change: what was found, and what to do. */
export interface Advice {
  readonly severity: Exclude<Severity, "ok">;
  readonly text: string;
}
