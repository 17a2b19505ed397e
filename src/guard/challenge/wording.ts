import type { Challenge } from "./challenge.ts";

/** What Gatehouse says to the person. Where the head is to turn comes late in the sentence: nobody can act on it earlier. */
export function promptText({ task, attempt }: Pick<Challenge, "task" | "attempt">): string {
  const again = attempt > 1 ? "That did not work. " : "";
  if (task.kind === "say-code") return `${again}Please say: ${task.phrase}.`;
  const side = task.turns[task.made] ?? "left";
  return task.made === 0
    ? `${again}Please turn your head to the ${side}, and back.`
    : `Thank you. And now to the ${side}, and back.`;
}

/** What is said when the last attempt has failed. */
export const FAILED_TEXT = "That did not work.";
