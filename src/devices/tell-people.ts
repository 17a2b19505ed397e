import type { Action } from "../events/action.ts";
import { GatehouseError, messageOf } from "../runtime/errors.ts";
import type { Link, Notifier } from "./ports.ts";

/**
 * Tells what an action says to one notifier or all of them, and says in a sentence who was told.
 *
 * @param link what goes along; null if nothing is to
 * @throws GatehouseError NO_NOTIFIER, NOTIFY_FAILED (failed)
 */
export async function tellPeople(
  { message, notifier: name }: Extract<Action, { kind: "notify" }>,
  notifiers: ReadonlyMap<string, Notifier>,
  link: Link | null,
): Promise<string> {
  const chosen = name === null ? [...notifiers.keys()] : [name];
  if (chosen.length === 0) throw failure("NO_NOTIFIER", "No notifier is configured; nobody was told.");
  const url = link !== null && "url" in link ? link.url : null;
  const told = await Promise.allSettled(
    chosen.map(async (each) => {
      const notifier = notifiers.get(each);
      if (notifier === undefined) throw failure("NO_NOTIFIER", `There is no notifier ${each}.`);
      return { each, notified: await notifier.notify(message, url) };
    }),
  );
  const problems = told.filter((each) => each.status === "rejected").map((each) => messageOf(each.reason));
  if (problems.length > 0) throw failure("NOTIFY_FAILED", problems.join("; "));
  const kept = told.flatMap((each) =>
    each.status === "fulfilled" && each.value.notified === "kept" ? [each.value.each] : [],
  );
  const without = link !== null && "why" in link ? ` There was no link: ${link.why}.` : "";
  return kept.length === 0
    ? `${chosen.join(", ")} was told.${without}`
    : `${kept.join(", ")} will be told when the broker is back.${without}`;
}

function failure(code: string, message: string): GatehouseError {
  return new GatehouseError(code, message, { kind: "failed" });
}
