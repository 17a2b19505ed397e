import { readFile } from "node:fs/promises";
import { z } from "zod";
import { GatehouseError, messageOf } from "../../runtime/errors.ts";

/** What is known about a head that `gatehouse wake train` wrote; in a file beside it. */
export const WakeCard = z.object({
  phrase: z.string(),
  /** Score that counts where the phrase cannot be checked. */
  threshold: z.number(),
  licence: z.string(),
  made: z.object({
    command: z.string(),
    seed: z.number(),
    voices: z.array(z.string()),
    synthesisedClips: z.number(),
    ownRecordings: z.number(),
    nearMisses: z.number(),
    backgroundHours: z.number(),
    background: z.array(z.string()),
  }),
  /** Measured on what it was not trained with. */
  heldBack: z.object({
    voices: z.array(z.string()),
    clips: z.number(),
    recall: z.number().nullable(),
    backgroundHours: z.number(),
    falseAccepts: z.number(),
    upperBound95PerHour: z.number().nullable(),
  }),
});
export type WakeCard = z.infer<typeof WakeCard>;

/** Where the card of a head is: `x.onnx` has `x.json`. */
export function cardPath(head: string): string {
  return `${head.replace(/\.onnx$/iu, "")}.json`;
}

/** The card of a head; null if there is none: it comes from elsewhere. Throws `WAKE_CARD` if it is damaged. */
export async function readCard(head: string): Promise<WakeCard | null> {
  const path = cardPath(head);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    return null;
  }
  try {
    return WakeCard.parse(JSON.parse(text));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new GatehouseError("WAKE_CARD", `${path} does not describe a wake word model: ${why}`, {
      kind: "usage",
      cause: error,
    });
  }
}
