import type { Scheduler } from "../../runtime/clock.ts";
import { messageOf } from "../../runtime/errors.ts";
import { problem, type Advice, type Severity } from "./advice.ts";

type Fact = string | number | boolean | null | undefined;

/** What a check found out. */
export interface Outcome {
  /** What is there, in a few words. */
  readonly found: string;
  /** What to change; empty if all is well. */
  readonly advice: readonly Advice[];
  /** The same for programs; flat. */
  readonly facts?: Readonly<Record<string, Fact>>;
}

/** One thing that is looked at. */
export interface Check {
  /** `camera front_door`. */
  readonly name: string;
  /** What takes longer is given up. */
  readonly limitMs: number;
  /** Whatever it throws is a problem. It ends soon after the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<Outcome>;
}

/** A check that was made. */
export interface Diagnosis extends Outcome {
  readonly check: string;
  readonly severity: Severity;
}

/** Makes a check, within its time limit. Never rejects. */
export async function diagnose(
  { name, limitMs, run }: Check,
  { scheduler, signal }: { readonly scheduler: Scheduler; readonly signal: AbortSignal },
): Promise<Diagnosis> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  signal.addEventListener("abort", stop, { once: true });
  let cancel = (): void => undefined;
  const late = new Promise<Outcome>((resolve) => {
    cancel = scheduler.after(limitMs, () =>
      resolve(failure(`it took longer than ${limitMs / 1000} s and was given up`)),
    );
  });
  try {
    const outcome = await Promise.race([run(abort.signal).catch(failed), late]);
    return { check: name, severity: severityOf(outcome.advice), ...outcome };
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
    // Whatever still runs for a check that was given up ends now.
    abort.abort();
  }
}

/** The gravest of several pieces of advice. */
export function severityOf(advice: readonly Advice[]): Severity {
  if (advice.some(({ severity }) => severity === "problem")) return "problem";
  return advice.length > 0 ? "warning" : "ok";
}

const failed = (error: unknown): Outcome => failure(messageOf(error));

function failure(text: string): Outcome {
  return { found: "could not be found out", advice: [problem(text)] };
}
