import type { GatehouseEvent } from "../events/catalogue.ts";
import { describeFacts } from "./describe.ts";
import type { TraceStep } from "./ports.ts";
import type { CompiledRule } from "./program.ts";
import type { Turn } from "./turn.ts";
import type { TriggerSource } from "./source.ts";
import type { Hold } from "./state.ts";
import type { TriggerFacts } from "./variables.ts";

/** Triggers with `for:` that may be under way at once; a crowd of more is not waited for. */
const HOLDS_MAX = 200;

type Held = Pick<Hold, "key">;

/** How long a trigger's state must last, ms; null if it fires at once. */
export function holdMs(trigger: TriggerSource): number | null {
  return "for" in trigger ? (trigger.for ?? null) : null;
}

/** Begins to wait for a trigger with `for:`; returns false if too many are waited for. */
export function hold(
  turn: Turn,
  what: {
    readonly rule: CompiledRule;
    readonly index: number;
    readonly ms: number;
    readonly event: GatehouseEvent;
    readonly facts: TriggerFacts;
  },
): boolean {
  const { rule, index, ms, event, facts } = what;
  const key = keyOf(event);
  const isSame = (other: Hold): boolean =>
    other.rule === rule.id && other.trigger === index && other.key === key;
  if (turn.state.holds.some(isSame)) return true;
  if (turn.state.holds.length >= HOLDS_MAX) return false;
  const due = { t: event.t + ms, at: event.at + ms, boot: event.boot };
  const next: Hold = {
    rule: rule.id,
    fingerprint: rule.fingerprint,
    trigger: index,
    key,
    cause: event.id,
    at: event.at,
    facts,
    due,
  };
  turn.state = { ...turn.state, holds: [...turn.state.holds, next] };
  return true;
}

/** Ends the waits whose state this event ends. */
export function cancelHolds(turn: Turn, event: GatehouseEvent): void {
  if (turn.state.holds.length === 0) return;
  const holds = turn.state.holds.filter((held) => {
    const trigger = turn.program.rules.get(held.rule)?.triggers[held.trigger];
    const lasts = !isEnded(held, trigger, event);
    if (!lasts) tellLapse(turn, held, event);
    return lasts;
  });
  if (holds.length !== turn.state.holds.length) turn.state = { ...turn.state, holds };
}

/** `did not stay so for 60 s: device.changed after 12 s`. */
export function lapse({ at, due }: Pick<Hold, "at" | "due">, event: GatehouseEvent): string {
  const lasted = Math.max(0, event.at - at) / 1000;
  const wanted = Math.max(0, due.at - at) / 1000;
  return `did not stay so for ${wanted} s: ${event.name} after ${Math.round(lasted * 10) / 10} s`;
}

/** Leaves a trace of what did not last long enough. */
function tellLapse(turn: Turn, held: Hold, event: GatehouseEvent): void {
  const { rule, trigger, cause, at, facts } = held;
  const path = `triggers/${trigger}`;
  const steps: TraceStep[] = [
    { path, result: "matched", detail: describeFacts(facts), at },
    { path, result: "false", detail: lapse(held, event), at: event.at },
  ];
  turn.traces.set(`${cause}/${rule}`, {
    run: `${cause}/${rule}`,
    rule,
    outcome: "not-triggered",
    cause,
    at,
    steps,
  });
}

/** Whether an event ends what a trigger with `for:` waits for. */
export function isEnded(held: Held, trigger: TriggerSource | undefined, event: GatehouseEvent): boolean {
  switch (trigger?.trigger) {
    case "person":
      return isPersonGone(held, trigger, event);
    case "device":
      return (
        event.name === "device.changed" &&
        event.device === held.key &&
        event.state !== event.from &&
        !(trigger.to?.includes(event.state) ?? false)
      );
    case "mode":
      return event.name === "mode.changed" && !(trigger.to?.includes(event.to) ?? false);
    default:
      return false;
  }
}

/** Left, out of the zone, on another course, or no longer watched. */
function isPersonGone(
  held: Held,
  trigger: Extract<TriggerSource, { trigger: "person" }>,
  event: GatehouseEvent,
): boolean {
  if (event.name === "sensor.lost") return `camera:${held.key}`.startsWith(`${event.sensor}/`);
  if (!("zones" in event) || held.key !== keyOf(event)) return false;
  if (event.name === "person.left") return true;
  if (event.name === "person.moved" && trigger.moving?.includes(event.direction) === false) return true;
  return trigger.zone !== undefined && !trigger.zone.some((zone) => event.zones.includes(zone));
}

/** What has to stay: this track, this device, this mode. */
export function keyOf(event: GatehouseEvent): string {
  if ("track" in event) return `${event.camera}/${event.track}`;
  return event.name === "device.changed" ? event.device : "mode";
}
