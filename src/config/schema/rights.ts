import { z } from "zod";
import { Name } from "../values.ts";
import { TimeWindow } from "./time-window.ts";

/** One of `people.rights:`. */
export const Right = z
  .strictObject({
    person: z.string().min(1).optional().describe("This person, by face and by their own codes."),
    group: Name.optional().describe("Everybody of this group, by face and by their own codes, who has no rights of their own."),
    when: TimeWindow,
  })
  .refine(
    ({ person, group }) => (person === undefined) !== (group === undefined),
    "expected either a person or a group",
  )
  .describe("One time at which somebody may; with several, each of them.");
