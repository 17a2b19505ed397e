import type { NarrationLine, Tone } from "./narration.ts";
import type { Step, StepName } from "./story.ts";

/** Where the demo shows its story. */
export interface Screen {
  /** Words of the narrator, not tied to a moment. */
  say(text: string): void;
  /** News, with the seconds since the start. */
  news(seconds: number, line: NarrationLine): void;
  step(seconds: number, step: Step): void;
  /** How far a long preparation is; 1 ends it. */
  progress(what: string, share: number): void;
  end(complete: boolean, steps: readonly StepResult[]): void;
}

/** One step in the closing account. */
export interface StepResult {
  readonly step: StepName;
  readonly ok: boolean;
  /** Seconds since the start; null if it did not happen. */
  readonly seconds: number | null;
  readonly detail: string;
}

const COLOUR: Record<Tone, string> = {
  plain: "",
  good: "\u001b[32m",
  warning: "\u001b[33m",
  bad: "\u001b[31m",
};
const PLAIN = "\u001b[0m";

/** The story for people: aligned lines; colour and progress bars only on a terminal. */
export function textScreen(out: NodeJS.WritableStream, terminal: boolean): Screen {
  const colour = (tone: Tone, text: string): string =>
    terminal && COLOUR[tone] !== "" ? `${COLOUR[tone]}${text}${PLAIN}` : text;
  let announced = "";
  return {
    say: (text) => out.write(`${text}\n`),
    news: (seconds, { who, text, tone }) =>
      out.write(`${seconds.toFixed(1).padStart(6)} s  ${who.padEnd(11)} ${colour(tone, text)}\n`),
    step: () => undefined,
    progress: (what, share) => {
      if (terminal) {
        const done = Math.round(share * 24);
        out.write(`\r\u001b[K${"█".repeat(done)}${"░".repeat(24 - done)} ${what}`);
        if (share >= 1) out.write("\r\u001b[K");
      } else if (announced !== what) out.write(`${what} ...\n`);
      announced = what;
    },
    end: (complete, steps) => {
      for (const { step, ok, seconds, detail } of steps) {
        const mark = colour(ok ? "good" : "bad", ok ? "  ok  " : "  --  ");
        const when = seconds === null ? "" : `${seconds.toFixed(1)} s`;
        out.write(`${mark}${step.padEnd(18)} ${when.padStart(7)}  ${ok ? detail : "did not happen"}\n`);
      }
      out.write(complete ? "The story is complete.\n" : "The story is not complete.\n");
    },
  };
}

/** The story for programs: one JSON object a step, and one at the end. */
export function jsonScreen(out: NodeJS.WritableStream): Screen {
  const write = (value: unknown): void => {
    out.write(`${JSON.stringify(value)}\n`);
  };
  return {
    say: () => undefined,
    news: () => undefined,
    progress: () => undefined,
    step: (seconds, { step, detail }) => write({ step, ok: true, seconds: round(seconds), detail }),
    end: (complete, steps) =>
      write({
        story: complete ? "complete" : "failed",
        steps: steps.map((one) => ({ ...one, seconds: one.seconds === null ? null : round(one.seconds) })),
      }),
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
