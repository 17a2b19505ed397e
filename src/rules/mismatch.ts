import type { GatehouseEvent } from "../events/catalogue.ts";
import { topicMatches } from "../runtime/topic-filter.ts";
import { sensorsOf } from "./listens.ts";
import type { LocalTime } from "./local-time.ts";
import { isSunNow } from "./match.ts";
import type { TriggerOf, TriggerSource } from "./source.ts";
import type { EngineState } from "./state.ts";
import type { SunClock } from "./sun.ts";

/** Why an event did not fire a trigger that listens to such events. */
export interface Mismatch {
  /** For people: `camera was side_door, expected front_door`. */
  readonly detail: string;
  /** The event was about something else altogether (another device, another sentence): hardly what anybody asks about. */
  readonly isRemote: boolean;
}

/** What a trigger is judged by besides the event. */
export interface MismatchContext {
  /** The rule's id. */
  readonly rule: string;
  /** The state before the event. */
  readonly before: EngineState;
  /** The local minutes that came with the event. */
  readonly minutes: readonly LocalTime[];
  readonly sun: SunClock | null;
}

/**
 * Why `event`, of a kind that `trigger` listens to, does not fire it; null: it does. Says the same as `matches` (a property
 * holds them together), and is made for people: every difference is told.
 */
export function mismatch(
  trigger: TriggerSource,
  event: GatehouseEvent,
  context: MismatchContext,
): Mismatch | null {
  const differences = differencesOf(trigger, event, context).flatMap((found) => found ?? []);
  if (differences.length === 0) return null;
  const isRemote = differences.some((difference) => difference.isSubject);
  const told = isRemote ? differences.filter((difference) => difference.isSubject) : differences;
  return { detail: told.map((difference) => difference.text).join("; "), isRemote };
}

interface Difference {
  readonly text: string;
  /** About whom or what the event is. */
  readonly isSubject: boolean;
}

type Differences = readonly (Difference | null)[];

function differencesOf(trigger: TriggerSource, event: GatehouseEvent, context: MismatchContext): Differences {
  switch (trigger.trigger) {
    case "voice":
    case "wake":
    case "sound":
      return heardDifferences(trigger, event, context.rule);
    case "face":
      return faceDifferences(trigger, event);
    case "person":
      return personDifferences(trigger, event, context.before);
    case "mode":
      return modeDifferences(trigger, event);
    case "device":
      return deviceDifferences(trigger, event);
    case "webhook":
      return webhookDifferences(trigger, event);
    case "node":
      return nodeDifferences(trigger, event);
    case "power":
      return powerDifferences(trigger, event);
    case "mqtt":
      return messageDifferences(trigger, event);
    case "time":
      return timeDifferences(trigger, context.minutes);
    case "sun":
      return sunDifferences(trigger, context);
    case "timer":
      return otherEvent(event);
    case "sensor":
      return sensorDifferences(trigger, event);
    case "start":
      return event.name === "node.started" ? [] : otherEvent(event);
  }
}

function heardDifferences(
  trigger: TriggerOf<"voice"> | TriggerOf<"wake"> | TriggerOf<"sound">,
  event: GatehouseEvent,
  rule: string,
): Differences {
  if (trigger.trigger === "voice" && event.name === "voice.commanded")
    return [
      subject("the command was that of rule", event.intent, [rule]),
      differs("microphone", event.microphone, trigger.microphone),
    ];
  if (trigger.trigger === "wake" && event.name === "voice.woken")
    return [differs("microphone", event.microphone, trigger.microphone)];
  if (trigger.trigger === "sound" && event.name === "sound.detected")
    return [
      differs("the sound", event.label, trigger.label),
      differs("microphone", event.microphone, trigger.microphone),
    ];
  return otherEvent(event);
}

function modeDifferences({ to, from }: TriggerOf<"mode">, event: GatehouseEvent): Differences {
  if (event.name !== "mode.changed") return otherEvent(event);
  return [differs("the new mode", event.to, to), differs("the mode before", event.from, from)];
}

function powerDifferences({ to }: TriggerOf<"power">, event: GatehouseEvent): Differences {
  return event.name === "power.changed" ? [differs("the power", event.level, to)] : otherEvent(event);
}

function sunDifferences(trigger: TriggerOf<"sun">, context: MismatchContext): Differences {
  return isSunNow(trigger, context) ? [] : [{ text: `it was not ${trigger.at}`, isSubject: true }];
}

function deviceDifferences(trigger: TriggerOf<"device">, event: GatehouseEvent): Differences {
  if (event.name !== "device.changed") return otherEvent(event);
  return [
    subject("the device", event.device, [trigger.device]),
    event.state === event.from ? plain(`it only said again that it is ${event.state}`) : null,
    differs("the new state", event.state, trigger.to),
    differs("the state before", event.from, trigger.from),
  ];
}

function webhookDifferences({ hook }: TriggerOf<"webhook">, event: GatehouseEvent): Differences {
  return event.name === "webhook.called" ? [subject("the webhook", event.hook, hook)] : otherEvent(event);
}

function nodeDifferences(trigger: TriggerOf<"node">, event: GatehouseEvent): Differences {
  if (event.name !== "node.heard") return otherEvent(event);
  return [
    subject("the event", event.heard, trigger.event),
    differs("the node", event.node, trigger.node),
    differs("camera", event.camera, trigger.camera),
  ];
}

function messageDifferences(trigger: TriggerOf<"mqtt">, event: GatehouseEvent): Differences {
  if (event.name !== "message.received") return otherEvent(event);
  const isTopic = topicMatches(trigger.topic, event.topic);
  return [
    isTopic ? null : { text: expected("the topic", event.topic, [trigger.topic]), isSubject: true },
    event.retained ? plain("the message was a retained one, which was there before") : null,
    differs("the message", event.payload, trigger.payload === undefined ? undefined : [trigger.payload]),
  ];
}

function faceDifferences(trigger: TriggerOf<"face">, event: GatehouseEvent): Differences {
  if (event.name !== "face.recognized" && event.name !== "face.unknown" && event.name !== "face.spoofed")
    return otherEvent(event);
  const person = event.name === "face.unknown" ? null : event.person;
  return [
    differs("camera", event.camera, trigger.camera),
    misses("zone", event.zones, trigger.zone),
    differs("person", person, trigger.person),
    differs("group", event.name === "face.recognized" ? event.group : null, trigger.group),
  ];
}

function personDifferences(
  trigger: TriggerOf<"person">,
  event: GatehouseEvent,
  before: EngineState,
): Differences {
  if (!("zones" in event)) return otherEvent(event);
  const place = [differs("camera", event.camera, trigger.camera), misses("zone", event.zones, trigger.zone)];
  if (trigger.moving !== undefined) {
    if (event.name !== "person.moved") return otherEvent(event);
    return [...place, differs("the direction", event.direction, trigger.moving)];
  }
  if (event.name === "person.appeared" || event.name === "person.left") return place;
  const known = before.tracks[event.camera]?.[event.track]?.zones ?? [];
  const wasThere = trigger.zone === undefined || trigger.zone.some((zone) => known.includes(zone));
  return [...place, wasThere ? { text: "they were there already", isSubject: true } : null];
}

function timeDifferences(trigger: TriggerOf<"time">, minutes: readonly LocalTime[]): Differences {
  const now = minutes.find((minute) => minute.text === trigger.at);
  if (now === undefined) return [{ text: `it was not ${trigger.at}`, isSubject: true }];
  return [differs("the day", now.weekday, trigger.weekdays)];
}

function sensorDifferences(trigger: TriggerOf<"sensor">, event: GatehouseEvent): Differences {
  if (event.name !== "sensor.lost" && event.name !== "sensor.recovered") return otherEvent(event);
  const wanted = sensorsOf(trigger);
  return [wanted === undefined ? null : subject("the sensor", event.sensor, wanted)];
}

function otherEvent(event: GatehouseEvent): Differences {
  return [{ text: `it was ${event.name}`, isSubject: true }];
}

const plain = (text: string): Difference => ({ text, isSubject: false });

function differs(
  what: string,
  found: string | null,
  wanted: readonly (string | null)[] | undefined,
): Difference | null {
  if (wanted === undefined || wanted.includes(found)) return null;
  return plain(expected(what, found, wanted));
}

function subject(what: string, found: string, wanted: readonly string[]): Difference | null {
  return wanted.includes(found) ? null : { text: expected(what, found, wanted), isSubject: true };
}

function misses(
  what: string,
  found: readonly string[],
  wanted: readonly string[] | undefined,
): Difference | null {
  if (wanted === undefined || wanted.some((name) => found.includes(name))) return null;
  return plain(expected(what, found.length === 0 ? null : found.join(" and "), wanted));
}

function expected(what: string, found: string | null, wanted: readonly (string | null)[]): string {
  return `${what} was ${found ?? "not known"}, expected ${wanted.join(" or ")}`;
}
