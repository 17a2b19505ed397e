import type { CommandContext } from "../command-context.ts";
import type { Enrolled } from "../enrol.ts";
import { lookalikeText, selfCheckText } from "./people-text.ts";

/** Says who was enrolled, from what, and what to beware of. */
export function sayEnrolled(
  { person, added, selfCheck, lookalikes }: Enrolled,
  { json, recognize }: { readonly json: boolean; readonly recognize: number },
  { out, err }: CommandContext,
): void {
  const { name, group, templates, consent } = person;
  for (const lookalike of lookalikes) err.write(`${lookalikeText(name, lookalike)}\n`);
  const facts = added.map(({ source, kind, frames, quality }) => ({ source, kind, frames, quality }));
  if (json) {
    const found = { templates: templates.length, consent, selfCheck, lookalikes };
    out.write(`${JSON.stringify({ name, group, added: facts, ...found })}\n`);
    return;
  }
  for (const { source, frames, quality } of facts)
    out.write(
      `${source}: ${frames} good ${frames === 1 ? "look" : "looks"}, quality ${quality.toFixed(2)}\n`,
    );
  for (const line of selfCheckText(selfCheck, name, recognize)) out.write(`${line}\n`);
  out.write(`${name} is enrolled in ${group} (${templates.length} in all).\n`);
}
