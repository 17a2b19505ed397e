import type { Severity } from "./advice.ts";
import type { Diagnosis } from "./check.ts";

/** How many checks came to what. */
export interface Tally {
  readonly ok: number;
  readonly warnings: number;
  readonly problems: number;
}

const NAME_WIDTH = 22;
const INDENT = " ".repeat(9);

/** A diagnosis as people read it, what to do below it. */
export function diagnosisText({ check, severity, found, advice }: Diagnosis): string {
  const head = `${severity.padEnd(INDENT.length)}${check.padEnd(NAME_WIDTH)} ${found}`;
  return [head, ...advice.map((one) => `${INDENT}${mark(one.severity, severity)}${one.text}`)].join("\n");
}

/** Among problems it is told which piece of advice is none. */
function mark(own: Severity, of: Severity): string {
  return own === of ? "-> " : `-> (${own}) `;
}

/** A diagnosis for programs. */
export function diagnosisJson({ check, severity, found, advice, facts = {} }: Diagnosis): string {
  return JSON.stringify({ check, severity, found, advice, facts });
}

export function tallyOf(diagnoses: readonly Pick<Diagnosis, "severity">[]): Tally {
  const count = (severity: Severity): number => diagnoses.filter((one) => one.severity === severity).length;
  return { ok: count("ok"), warnings: count("warning"), problems: count("problem") };
}

/** The last line for people. */
export function tallyText({ ok, warnings, problems }: Tally): string {
  return `${ok} ok, ${counted(warnings, "warning")}, ${counted(problems, "problem")}.`;
}

function counted(count: number, noun: string): string {
  return `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
}
