import { z } from "zod";
import { durationBetween, Name } from "../values.ts";
import { TimeWindow } from "./time-window.ts";
import { SaidBy } from "./triggers.ts";

const within = (byDefault: number) =>
  durationBetween("100ms", "2m").default(byDefault).describe("How old the evidence may be.");

const when = TimeWindow.optional();

const FaceEvidence = z
  .strictObject({
    by: z.literal("face"),
    group: Name.optional().describe("Any person of this group."),
    person: z.string().min(1).optional().describe("This person alone."),
    cameras: z.array(Name).default([]).describe("Cameras that count; empty: all."),
    zones: z
      .array(Name)
      .default([])
      .describe("The person must stand in one of these zones; empty: anywhere in the picture."),
    live: z.boolean().default(true).describe("The liveness check must have been made and passed."),
    alone: z.boolean().default(false).describe("Nobody unrecognised may be there too."),
    within: durationBetween("100ms", "2m")
      .default(30_000)
      .describe(
        "How long ago the face may have been recognised; the person must have stayed in view since, and is looked at again when the command is sent.",
      ),
    challenge: z
      .enum(["say-code", "turn-head"])
      .optional()
      .describe("What the person must do as well: repeat a spoken code, or turn the head when asked."),
    accepts: z
      .literal("replay")
      .optional()
      .describe(
        "Accept, knowingly, that a photograph or a phone's screen may open it: the liveness check alone is no proof.",
      ),
    when,
  })
  .describe("A recognised face.");

const VoiceEvidence = z
  .strictObject({
    by: z.literal("voice"),
    microphones: z.array(Name).default([]).describe("Microphones that count; empty: all."),
    said_by: SaidBy.optional().describe("Who has to be seen where it is said, and whether anybody else may be there."),
    within: within(5000),
    when,
  })
  .describe("A spoken command. It does not tell who speaks, so it never authorises alone.");

const CodeEvidence = z
  .strictObject({
    by: z.literal("code"),
    codes: z.array(Name).default([]).describe("Codes of `codes:` that count; empty: all."),
    person: z.string().min(1).optional().describe("Codes of this person alone."),
    within: durationBetween("1s", "1m")
      .default(30_000)
      .describe("How long ago it may have been entered; it counts for the request with which it came, once."),
    when,
  })
  .describe("A code that comes with the request.");
const HubEvidence = z
  .strictObject({
    by: z.literal("hub"),
    within: durationBetween("100ms", "1m").default(5000).describe("How long ago the message may have come."),
    max_per_hour: z
      .int()
      .min(1)
      .max(60)
      .default(6)
      .describe("How often an hour messages may authorise the same thing."),
    when,
  })
  .describe(
    "The request itself, as a message to Gatehouse's own `…/set` topic. Whoever may publish there needs nothing else.",
  );
const WebEvidence = z
  .strictObject({ by: z.literal("web"), within: within(30_000), when })
  .describe("A confirmation on the web page.");

/** One kind of evidence. */
export const Factor = z.discriminatedUnion("by", [
  FaceEvidence,
  VoiceEvidence,
  CodeEvidence,
  HubEvidence,
  WebEvidence,
]);
export type Factor = z.output<typeof Factor>;

const AllOf = z
  .strictObject({
    all: z.array(Factor).min(2, "expected at least two factors").describe("Every one of these is needed."),
    people: z
      .int()
      .min(2)
      .max(4)
      .optional()
      .describe(
        "So many different people have to stand for them, each by their face or by their own code. Two faces are two people anyway.",
      ),
    when,
  })
  .describe("Several factors together.");

/** One alternative of a policy: a factor, or several together. */
export const Alternative = z
  .union([Factor, AllOf])
  .describe("One way to authorise: one factor (`by:`), or several together (`all:`).");
export type Alternative = z.output<typeof Alternative>;
