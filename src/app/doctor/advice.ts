/** What a diagnosis comes to: `problem` is what keeps Gatehouse from working, `warning` what makes it worse or less safe. */
export type Severity = "ok" | "warning" | "problem";

/** Something to change: what was found, and what to do. */
export interface Advice {
  readonly severity: Exclude<Severity, "ok">;
  readonly text: string;
}

export const problem = (text: string): Advice => ({ severity: "problem", text });
export const warning = (text: string): Advice => ({ severity: "warning", text });
