import type { EventName, GatehouseEvent } from "../events/catalogue.ts";
import { eventsOf, sensorsOf } from "./listens.ts";
import type { CompiledRule, TriggerRef } from "./program.ts";
import type { TriggerOf } from "./source.ts";
import { awaitedBy } from "./within.ts";

/** Finds the triggers that an event may fire, in the order of the rules. */
export type Listeners = (event: GatehouseEvent) => readonly TriggerRef[];

interface OfName {
  /** Triggers that listen to events about anything. */
  readonly anything: TriggerRef[];
  /** By what an event is about: the triggers that listen to this, and those that listen to anything. */
  readonly bySubject: Map<string, TriggerRef[]>;
}

const NONE: readonly TriggerRef[] = [];

/**
 * Indexes triggers by the name of their events and by what those are about: a thousand rules about other lamps cost nothing
 * when one lamp changes. Whoever is found still has to match.
 */
export function listenersOf(rules: readonly CompiledRule[]): {
  listeners: Listeners;
  onTimer: (timer: string) => readonly TriggerRef[];
  names: ReadonlySet<EventName>;
} {
  const refs = rules.flatMap((rule) => rule.triggers.map((trigger, index) => ({ rule, index, trigger })));
  const byName = new Map<EventName, OfName>();
  for (const ref of refs) {
    for (const name of eventsOf(ref.trigger)) {
      const found = byName.get(name) ?? { anything: [], bySubject: new Map<string, TriggerRef[]>() };
      byName.set(name, found);
      // A list for each subject first, so that below those who listen to anything come in their order.
      for (const subject of subjectsOf(ref) ?? []) found.bySubject.set(subject, []);
    }
  }
  for (const ref of refs)
    for (const name of eventsOf(ref.trigger)) {
      const found = byName.get(name);
      if (found !== undefined) enter(ref, found);
    }
  const listeners: Listeners = (event) => {
    const found = byName.get(event.name);
    if (found === undefined) return NONE;
    const subject = subjectOf(event);
    return (subject === null ? undefined : found.bySubject.get(subject)) ?? found.anything;
  };
  const byTimer = new Map<string, TriggerRef[]>();
  for (const ref of refs) {
    if (ref.trigger.trigger !== "timer") continue;
    const { timer } = ref.trigger;
    byTimer.set(timer, [...(byTimer.get(timer) ?? []), ref]);
  }
  const onTimer = (timer: string): readonly TriggerRef[] => byTimer.get(timer) ?? NONE;
  const awaited = rules.flatMap(({ source }) => awaitedBy(source).flatMap(eventsOf));
  return { listeners, onTimer, names: new Set([...byName.keys(), ...awaited]) };
}

function enter(ref: TriggerRef, { anything, bySubject }: OfName): void {
  const subjects = subjectsOf(ref);
  if (subjects === null) for (const list of [anything, ...bySubject.values()]) list.push(ref);
  else for (const subject of new Set(subjects)) bySubject.get(subject)?.push(ref);
}

/** What an event is about, as `subjectsOf` names it; null: nothing in particular. */
function subjectOf(event: GatehouseEvent): string | null {
  switch (event.name) {
    case "device.changed":
      return event.device;
    case "message.received":
      return event.topic;
    case "voice.commanded":
      return event.intent;
    case "mode.changed":
      return event.to;
    case "sensor.lost":
    case "sensor.recovered":
      return event.sensor;
    default:
      return "camera" in event ? event.camera : null;
  }
}

/** What a trigger listens to; null: to anything. */
function subjectsOf({ trigger, rule }: TriggerRef): readonly string[] | null {
  switch (trigger.trigger) {
    case "device":
      return [trigger.device];
    case "mqtt":
      return topicsOf(trigger);
    case "voice":
      return [rule.id];
    case "face":
    case "person":
      return trigger.camera ?? null;
    case "mode":
      return trigger.to ?? null;
    case "sensor":
      return sensorsOf(trigger) ?? null;
    default:
      return null;
  }
}

function topicsOf({ topic }: TriggerOf<"mqtt">): string[] | null {
  return /[+#]/.test(topic) ? null : [topic];
}
