import { programOutput } from "../../../adapters/process/program-output.ts";
import { problem, warning, type Advice } from "../advice.ts";
import type { Outcome } from "../check.ts";

interface ClockQuestion {
  /** Now, ms since the epoch. */
  readonly at: number;
  /** When the program itself was made: no honest clock is before it. */
  readonly madeAt: number;
  /** When the newest event of the journal was written down; null without one. */
  readonly newestAt: number | null;
  readonly timeZone: string;
}

const TIMEDATECTL_MS = 3_000;
/** Clocks are set by a little all the time. */
const TOLERANCE_MS = 5_000;

/** Whether the clock can be right, and whether something keeps it right. */
export async function checkClock(question: ClockQuestion, signal: AbortSignal): Promise<Outcome> {
  const isSynchronized = await synchronized(signal);
  const { at, timeZone } = question;
  const kept =
    isSynchronized === null
      ? "not known whether it is kept right"
      : isSynchronized
        ? "kept right from the network"
        : "not kept right from the network";
  return {
    found: `${new Date(at).toLocaleString("sv-SE", { timeZone })} ${timeZone}, ${kept}`,
    advice: clockAdvice(question, isSynchronized),
    facts: { at, timeZone, synchronized: isSynchronized },
  };
}

/** What a clock that stands there means. */
export function clockAdvice(
  { at, madeAt, newestAt }: ClockQuestion,
  isSynchronized: boolean | null,
): Advice[] {
  const set = "set it (timedatectl set-ntp true), or what is limited in time is denied";
  return [
    ...(at < madeAt - TOLERANCE_MS
      ? [problem(`the clock is behind the day Gatehouse was made: ${set}`)]
      : []),
    ...(newestAt !== null && at < newestAt - TOLERANCE_MS
      ? [
          problem(
            `the clock is ${Math.round((newestAt - at) / 1000)} s behind the newest event of the journal: ${set}`,
          ),
        ]
      : []),
    ...(isSynchronized === false
      ? [warning("nothing sets the clock, so it will drift: timedatectl set-ntp true")]
      : []),
  ];
}

/** Whether the kernel's clock is kept right; null where nobody can tell. */
async function synchronized(signal: AbortSignal): Promise<boolean | null> {
  const words = ["show", "--property=NTPSynchronized", "--value"];
  const { outcome, output } = await programOutput("timedatectl", words, {
    timeoutMs: TIMEDATECTL_MS,
    signal,
  });
  const said = output.trim();
  return outcome === "done" && (said === "yes" || said === "no") ? said === "yes" : null;
}
