import type { GatehouseEvent } from "../events/catalogue.ts";
import { doubtAbout, type Doubt } from "../events/said-by.ts";
import { topicMatches } from "../runtime/topic-filter.ts";
import { sensorsOf } from "./listens.ts";
import type { LocalTime } from "./local-time.ts";
import type { CompiledRule } from "./program.ts";
import type { TriggerOf, TriggerSource } from "./source.ts";
import type { EngineState } from "./state.ts";
import { isSunMinute, type SunClock } from "./sun.ts";

/** What a trigger is judged by besides the event. */
export interface MatchContext {
  readonly rule: CompiledRule;
  /** The state before the event. */
  readonly before: EngineState;
  /** The local minutes that have come since the last `time` triggers. */
  readonly minutes: readonly LocalTime[];
  readonly sun: SunClock | null;
}

/** Whether `event` fires `trigger`. */
export function matches(trigger: TriggerSource, event: GatehouseEvent, context: MatchContext): boolean {
  switch (trigger.trigger) {
    case "voice":
      return matchesVoice(trigger, event, context.rule.id);
    case "wake":
      return matchesWake(trigger, event);
    case "sound":
      return matchesSound(trigger, event);
    case "face":
      return matchesFace(trigger, event);
    case "person":
      return matchesPerson(trigger, event, context.before);
    case "mode":
      return matchesMode(trigger, event);
    case "device":
      return matchesDevice(trigger, event);
    case "webhook":
      return matchesWebhook(trigger, event);
    case "node":
      return matchesNode(trigger, event);
    case "power":
      return event.name === "power.changed" && among(trigger.to, event.level);
    case "mqtt":
      return matchesMessage(trigger, event);
    case "time":
      return context.minutes.some(
        (minute) => minute.text === trigger.at && (trigger.weekdays?.includes(minute.weekday) ?? true),
      );
    case "sun":
      return isSunNow(trigger, context);
    case "timer":
      return false;
    case "sensor":
      return matchesSensor(trigger, event);
    case "start":
      return event.name === "node.started";
  }
}

function matchesSound(trigger: TriggerOf<"sound">, event: GatehouseEvent): boolean {
  return (
    event.name === "sound.detected" &&
    among(trigger.label, event.label) &&
    among(trigger.microphone, event.microphone)
  );
}

/** Whether what a trigger waits for of the sun has come with these minutes. */
export function isSunNow(
  { at, offset = 0 }: TriggerOf<"sun">,
  { minutes, sun }: Pick<MatchContext, "minutes" | "sun">,
): boolean {
  if (sun === null) return false;
  return minutes.some((minute) => isSunMinute(sun, { event: at, offsetMs: offset }, minute.at));
}

function matchesVoice(trigger: TriggerOf<"voice">, event: GatehouseEvent, intent: string): boolean {
  return (
    event.name === "voice.commanded" && event.intent === intent && among(trigger.microphone, event.microphone)
  );
}

function matchesWake({ microphone }: TriggerOf<"wake">, event: GatehouseEvent): boolean {
  return event.name === "voice.woken" && among(microphone, event.microphone);
}

/**
 * Why it is not sure that this command was said by whom the rule wants to hear; null: it is, or the rule does not care. An
 * event does not tell which trigger's sentence it was, so that what any of them wants has to hold.
 */
export function doubtAboutSpeaker(rule: CompiledRule, event: GatehouseEvent): Doubt | null {
  if (event.name !== "voice.commanded") return null;
  for (const trigger of rule.triggers) {
    if (trigger.trigger !== "voice" || trigger.said_by === undefined) continue;
    const doubt = doubtAbout(trigger.said_by, event);
    if (doubt !== null) return doubt;
  }
  return null;
}

function matchesDevice(trigger: TriggerOf<"device">, event: GatehouseEvent): boolean {
  return (
    event.name === "device.changed" &&
    event.device === trigger.device &&
    event.state !== event.from &&
    among(trigger.to, event.state) &&
    among(trigger.from, event.from)
  );
}

function matchesMode({ to, from }: TriggerOf<"mode">, event: GatehouseEvent): boolean {
  return event.name === "mode.changed" && among(to, event.to) && among(from, event.from);
}

function matchesWebhook({ hook }: TriggerOf<"webhook">, event: GatehouseEvent): boolean {
  return event.name === "webhook.called" && hook.includes(event.hook);
}

function matchesNode(trigger: TriggerOf<"node">, event: GatehouseEvent): boolean {
  return (
    event.name === "node.heard" &&
    among(trigger.event, event.heard) &&
    among(trigger.node, event.node) &&
    among(trigger.camera, event.camera)
  );
}

function matchesMessage(trigger: TriggerOf<"mqtt">, event: GatehouseEvent): boolean {
  return (
    event.name === "message.received" &&
    !event.retained &&
    topicMatches(trigger.topic, event.topic) &&
    (trigger.payload === undefined || trigger.payload === event.payload)
  );
}

function matchesFace(trigger: TriggerOf<"face">, event: GatehouseEvent): boolean {
  if (event.name !== "face.recognized" && event.name !== "face.unknown" && event.name !== "face.spoofed")
    return false;
  const person = event.name === "face.unknown" ? null : event.person;
  const group = event.name === "face.recognized" ? event.group : null;
  return (
    among(trigger.camera, event.camera) &&
    overlaps(trigger.zone, event.zones) &&
    among(trigger.person, person) &&
    among(trigger.group, group)
  );
}

function matchesPerson(trigger: TriggerOf<"person">, event: GatehouseEvent, before: EngineState): boolean {
  if (!("zones" in event) || !among(trigger.camera, event.camera)) return false;
  if (trigger.moving !== undefined)
    return (
      event.name === "person.moved" &&
      among(trigger.moving, event.direction) &&
      overlaps(trigger.zone, event.zones)
    );
  if (event.name === "person.appeared" || event.name === "person.left")
    return overlaps(trigger.zone, event.zones);
  // A later look at somebody who is there already counts only if it shows that a zone was entered.
  const known = before.tracks[event.camera]?.[event.track];
  return overlaps(trigger.zone, event.zones) && !overlaps(trigger.zone, known?.zones ?? []);
}

function matchesSensor(trigger: TriggerOf<"sensor">, event: GatehouseEvent): boolean {
  if (event.name !== "sensor.lost" && event.name !== "sensor.recovered") return false;
  return among(sensorsOf(trigger), event.sensor);
}

/** Whether what was found is among what is wanted; undefined: anything is, null: it is not known. */
export function among(wanted: readonly (string | null)[] | undefined, found: string | null): boolean {
  return wanted === undefined || wanted.includes(found);
}

function overlaps(wanted: readonly string[] | undefined, found: readonly string[]): boolean {
  return wanted === undefined || wanted.some((name) => found.includes(name));
}
