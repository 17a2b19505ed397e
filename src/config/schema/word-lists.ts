import { z } from "zod";
import { Name } from "../values.ts";

const Value = z.union(
  [
    z.string().min(1),
    z
      .strictObject({
        in: z.string().min(1).describe("What is said: a template such as `(front|main) door`."),
        out: z.string().min(1).describe("What it stands for."),
      })
      .describe("A value that is said in other words than it is reported."),
  ],
  { error: "expected a text, or { in: what is said, out: what it stands for }" },
);
const Values = z.array(Value).min(1);
const Whole = z.number().int("expected a whole number");

/** What may be said for a `{slot}`. */
export const WordList = z
  .union(
    [
      Values,
      z.strictObject({ values: Values.describe("What may be said.") }),
      z.strictObject({
        range: z
          .strictObject({
            from: Whole.describe("The first number."),
            to: Whole.describe("The last number; at most 9999."),
            step: Whole.min(1).optional().describe("From each number to the next; 1 by default."),
          })
          .describe("Whole numbers, spoken as words and reported as digits."),
      }),
    ],
    { error: "expected a list of values, or { range: { from: 0, to: 100 } }" },
  )
  .describe("Values, or a range of whole numbers.");

/** Phones of the US English model. */
const PHONES =
  "AA|AE|AH|AO|AW|AY|B|CH|D|DH|EH|ER|EY|F|G|HH|IH|IY|JH|K|L|M|N|NG|OW|OY|P|R|S|SH|T|TH|UH|UW|V|W|Y|Z|ZH";

const Pronunciation = z
  .string()
  .regex(
    new RegExp(`^(${PHONES})( (${PHONES}))*$`, "u"),
    `expected phones (ARPAbet, capitals, no stress) separated by spaces, such as "G EY T HH AW S"; there are ${PHONES.replaceAll("|", ", ")}`,
  );

const Word = z
  .string()
  .regex(/^[\p{Ll}']+$/u, "expected one word in small letters, as `gatehouse voice words` prints it");

/** The parts of `voice:` that say which words there are. */
export const spokenWords = {
  lists: z
    .record(Name, WordList)
    .default({})
    .describe(
      "Lists for the `{slot}`s of all rules. There are always `{person}`, `{device}`, `{lock}`, `{switch}`, `{cover}`, " +
        "`{camera}` and `{mode}`: everybody who is enrolled, and what the configuration names.",
    ),
  expansion_rules: z
    .record(Name, z.string().min(1))
    .default({})
    .describe("Parts of sentences by name: `<name>` in a sentence stands for the template here."),
  pronounce: z
    .record(
      Word,
      z.union([Pronunciation.transform((one) => [one]), z.array(Pronunciation).min(1)], {
        error: 'expected a list of pronunciations, each of phones such as "G EY T HH AW S"',
      }),
    )
    .default({})
    .describe(
      "How words are pronounced, instead of what the dictionary says or espeak-ng guesses: phones in ARPAbet, one text for " +
        "each way to say the word.",
    ),
};
