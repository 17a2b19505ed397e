import { z } from "zod";
import { TimeWindow } from "./time-window.ts";
import { Name } from "../values.ts";

const hashError = "expected a hash as `gatehouse code hash` prints it";

/** One of `codes:`. */
export const Code = z
  .strictObject({
    hash: z
      .string(hashError)
      .regex(/^\$scrypt\$ln=1[4-7],r=\d{1,2},p=[1-4]\$[A-Za-z0-9+/]{22,86}\$[A-Za-z0-9+/]{43}$/, hashError)
      .optional()
      .describe(
        "What `gatehouse code hash` printed; better from `!file PATH`. Without it the code is the one that `gatehouse code set NAME` keeps in the state directory.",
      ),
    person: z
      .string()
      .min(1)
      .optional()
      .describe("Whose code it is, for `by: code` with a `person`. It says who may have entered it, not who did."),
    when: TimeWindow.optional(),
    duress: z
      .strictObject({
        notify: Name.optional().describe("The notifier that is told; all of them if left out."),
        message: z
          .string()
          .min(1)
          .max(500)
          .optional()
          .describe("What it is told; a sentence with the node's name if left out."),
      })
      .nullable()
      .transform((duress) => duress ?? {})
      .optional()
      .describe(
        "For somebody who is forced to enter a code: it opens nothing, looks like a wrong one to everybody, and tells a notifier.",
      ),
  })
  .nullable()
  .transform((code) => code ?? {})
  .describe("A code that can be entered; `{}` if it is nobody's in particular.");

/** `codes:`. Each is tried at every entry, which takes its time. */
export const Codes = z
  .record(Name, Code)
  .refine((codes) => Object.keys(codes).length <= 20, "expected at most 20 codes")
  .default({})
  .describe("Codes by name, for `by: code`. What they read is set with `gatehouse code set NAME`.");
