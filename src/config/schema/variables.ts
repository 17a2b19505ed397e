import { z } from "zod";
import { Name } from "../values.ts";

const Value = z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(200)).max(50)], {
  error: "expected a text, a number, true, false, or a list of texts",
});

/** Variables with their values, in the order in which they are worked out. */
export const Variables = z
  .record(Name, Value)
  .describe(
    "Names with their values: texts with `{{ expression }}`, numbers, true or false, lists of texts. One expression alone keeps its " +
      "type: `{{ vars.count + 1 }}` is a number.",
  );
