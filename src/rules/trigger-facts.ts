import type { GatehouseEvent } from "../events/catalogue.ts";
import type { TriggerSource } from "./source.ts";
import type { Turn } from "./turn.ts";
import { factsOf, type TriggerFacts } from "./variables.ts";

/** What `trigger` holds in a run that this event starts by this trigger. */
export function triggerFacts(
  { program, moment }: Pick<Turn, "program" | "moment">,
  trigger: TriggerSource,
  event: GatehouseEvent,
): TriggerFacts {
  const facts = { ...factsOf(event), kind: trigger.trigger };
  if (trigger.trigger === "sun") return { ...facts, at: trigger.at };
  if (trigger.trigger !== "time") return facts;
  return { ...facts, at: trigger.at, weekday: program.localTime(moment.at).weekday };
}

/** What `trigger` holds in a run that a timer starts. */
export function timerFacts(timer: string): TriggerFacts {
  return { kind: "timer", timer, event: "" };
}
