import type { EventName, GatehouseEvent } from "../events/catalogue.ts";
import { fold } from "./fold.ts";
import { eventsOf } from "./listens.ts";
import type { LocalClock } from "./local-time.ts";
import { mismatch } from "./mismatch.ts";
import type { TraceStep } from "./ports.ts";
import type { RuleSource } from "./source.ts";
import { initialState } from "./state.ts";

/** An event that a rule listens to and that none of its triggers matched. */
export interface NearMiss {
  readonly event: GatehouseEvent;
  /** One step for each trigger that listens to such events. */
  readonly steps: readonly TraceStep[];
}

/** What tells where people are: the zones that somebody was in before. */
const FOLDED: readonly EventName[] = [
  "person.appeared",
  "person.moved",
  "person.left",
  "face.recognized",
  "face.unknown",
  "face.spoofed",
  "sensor.lost",
];

/** The events to read so that `nearMisses` of a rule can be told. */
export function eventsAbout(rule: RuleSource): EventName[] {
  return [...new Set([...rule.triggers.flatMap(eventsOf), ...FOLDED])];
}

/**
 * The events, in their order, that came close to triggering a rule, judged by the rule as it is given. Events about
 * something else altogether (another device, another sentence) are left out.
 */
export function nearMisses(
  rule: RuleSource,
  history: { readonly events: readonly GatehouseEvent[]; readonly localTime: LocalClock },
): NearMiss[] {
  let before = initialState({ mode: "", boot: "", run: "" });
  const misses: NearMiss[] = [];
  for (const event of history.events) {
    const minutes = event.name === "clock.ticked" ? [history.localTime(event.at)] : [];
    const judged = rule.triggers.flatMap((trigger, index) =>
      eventsOf(trigger).includes(event.name)
        ? [{ index, found: mismatch(trigger, event, { rule: rule.id, before, minutes, sun: null }) }]
        : [],
    );
    before = fold(before, event);
    if (judged.some(({ found }) => found === null)) continue;
    const steps = judged.flatMap(({ index, found }): TraceStep[] =>
      found === null || found.isRemote
        ? []
        : [{ path: `triggers/${index}`, result: "false", detail: found.detail, at: event.at }],
    );
    if (steps.length > 0) misses.push({ event, steps });
  }
  return misses;
}
