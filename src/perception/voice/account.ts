import { isBuiltIn } from "./built-in.ts";
import type { Heard } from "./heard.ts";
import type { Verdict } from "./verdict.ts";

type Judged = Pick<Heard, "phrase" | "verdict" | "reports">;

/** Whether somebody who asks what was heard could mean this: not the wake phrase alone, nor such a question itself. */
export function isWorthRecounting({ verdict }: Pick<Heard, "verdict">): boolean {
  if (verdict.kind === "woken") return false;
  return verdict.kind !== "commanded" || !isBuiltIn(verdict.intent);
}

/** What was heard last and what became of it, to be said aloud; null: nothing was. */
export function account(heard: Judged | null): string {
  if (heard === null) return "I have heard nothing yet.";
  const { verdict, phrase, reports } = heard;
  switch (verdict.kind) {
    case "nothing":
    case "woken":
      return "I heard somebody speak, but nothing that I know.";
    case "commanded":
      return reports.includes("commanded")
        ? `I heard: ${verdict.sentence}. I took it as a command.`
        : `I heard: ${verdict.sentence}. It was not meant for me, because ${nobodyCalled(phrase)}.`;
    case "rejected":
      return rejected(verdict, phrase);
  }
}

function rejected({ reason, sentence }: Extract<Verdict, { kind: "rejected" }>, phrase: string): string {
  switch (reason) {
    case "no-wake-phrase":
      return `I heard something like: ${sentence}. I did nothing, because ${nobodyCalled(phrase)}.`;
    case "not-a-command":
      return `I heard nothing that I know. The nearest was: ${sentence}.`;
    case "unsure":
      return `I may have heard: ${sentence}. I did nothing, because I was not sure enough.`;
  }
}

function nobodyCalled(phrase: string): string {
  return phrase === "" ? "nobody had called me" : `nobody clearly said ${phrase} first`;
}
