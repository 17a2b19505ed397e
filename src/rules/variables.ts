import type { EventOf, GatehouseEvent } from "../events/catalogue.ts";
import type { Json, Variables, VariableType } from "./language.ts";
import type { TriggerKind } from "./source.ts";

type Fields = Readonly<Record<string, VariableType>>;

/** What every `trigger` has. */
const COMMON: Fields = { kind: "string", event: "string" };

/** What `trigger` holds, by kind of trigger. Rules with several kinds have the fields of all, empty where they do not apply. */
export const TRIGGER_FIELDS: Readonly<Record<TriggerKind, Fields>> = {
  voice: {
    microphone: "string",
    sentence: "string",
    slots: "strings",
    people: "list of string",
    confidence: "double",
  },
  sound: { microphone: "string", label: "string", confidence: "double" },
  wake: { microphone: "string", phrase: "string" },
  face: {
    camera: "string",
    track: "int",
    zones: "list of string",
    person: "string",
    group: "string",
    similarity: "double",
    live: "double",
    frames: "int",
    quality: "double",
    stranger: "string",
    visits: "int",
  },
  person: {
    camera: "string",
    track: "int",
    zones: "list of string",
    moving: "string",
    left: "bool",
    seconds: "double",
  },
  mode: { from: "string", to: "string" },
  device: { device: "string", from: "string", to: "string" },
  mqtt: { topic: "string", payload: "string", json: "any" },
  time: { at: "string", weekday: "string" },
  sensor: { sensor: "string", lost: "bool", why: "string" },
  start: { version: "string" },
};

/** The facts of a trigger, as journalled with a run. */
export type TriggerFacts = Readonly<Record<string, Json>>;

const EMPTY: Record<string, Json> = {
  string: "",
  int: 0,
  double: 0,
  bool: false,
  any: null,
  "list of string": [],
  strings: {},
};

/** The fields of `trigger` in a rule with these kinds of triggers. */
export function triggerFields(kinds: readonly TriggerKind[]): Fields {
  return Object.assign({}, COMMON, ...kinds.map((kind) => TRIGGER_FIELDS[kind])) as Fields;
}

/** The facts with an empty value for each field of the rule's other triggers. */
export function completed(facts: TriggerFacts, fields: Fields): TriggerFacts {
  const complete: Record<string, Json> = {};
  for (const [field, type] of Object.entries(fields)) {
    complete[field] = facts[field] ?? (typeof type === "string" ? (EMPTY[type] ?? null) : {});
  }
  return complete;
}

/** What expressions of a rule may use. */
export function variablesFor(
  world: { readonly devices: readonly string[]; readonly cameras: readonly string[] },
  kinds: readonly TriggerKind[],
): Variables {
  const record = (names: readonly string[], type: VariableType): VariableType =>
    Object.fromEntries(names.map((name) => [name, type]));
  return {
    trigger: triggerFields(kinds),
    answer: "string",
    mode: "string",
    devices: record(world.devices, "string"),
    cameras: record(world.cameras, {
      people: "list of string",
      count: "int",
      approaching: "int",
      leaving: "int",
    }),
    people: "list of string",
    now: { hour: "int", minute: "int", weekday: "string" },
  };
}

type FactsOf = { readonly [Name in GatehouseEvent["name"]]?: (event: EventOf<Name>) => TriggerFacts };

const faceFacts = (event: EventOf<"face.recognized" | "face.unknown" | "face.spoofed">): TriggerFacts => ({
  kind: "face",
  camera: event.camera,
  track: event.track,
  zones: event.zones,
  person: event.name === "face.recognized" ? event.person : "",
  group: event.name === "face.recognized" ? event.group : "",
  similarity: event.name === "face.spoofed" ? 0 : (event.similarity ?? 0),
  live: event.live ?? 0,
  frames: event.frames,
  quality: event.quality,
  stranger: event.name === "face.unknown" ? (event.stranger ?? "") : "",
  visits: event.name === "face.unknown" ? (event.visits ?? 0) : 0,
});

const personFacts = (
  { camera, track, zones }: EventOf<"person.appeared" | "person.moved" | "person.left">,
  more: { moving: string; left: boolean; seconds: number },
): TriggerFacts => ({ kind: "person", camera, track, zones, ...more });

const FACTS: FactsOf = {
  "voice.commanded": ({ microphone, sentence, slots, people, confidence }) => ({
    kind: "voice",
    microphone,
    sentence,
    slots,
    people,
    confidence,
  }),
  "sound.detected": ({ microphone, label, confidence }) => ({ kind: "sound", microphone, label, confidence }),
  "voice.woken": ({ microphone, phrase }) => ({ kind: "wake", microphone, phrase }),
  "face.recognized": faceFacts,
  "face.unknown": faceFacts,
  "face.spoofed": faceFacts,
  "person.appeared": (event) => personFacts(event, { moving: "", left: false, seconds: 0 }),
  "person.moved": (event) => personFacts(event, { moving: event.direction, left: false, seconds: 0 }),
  "person.left": (event) => personFacts(event, { moving: "", left: true, seconds: event.seconds }),
  "mode.changed": ({ from, to }) => ({ kind: "mode", from, to }),
  "device.changed": ({ device, from, state }) => ({ kind: "device", device, from: from ?? "", to: state }),
  "message.received": ({ topic, payload }) => ({ kind: "mqtt", topic, payload, json: parsed(payload) }),
  "sensor.lost": ({ sensor, why }) => ({ kind: "sensor", sensor, lost: true, why, ...sensorCamera(sensor) }),
  "sensor.recovered": ({ sensor, why }) => ({
    kind: "sensor",
    sensor,
    lost: false,
    why,
    ...sensorCamera(sensor),
  }),
  "node.started": ({ version }) => ({ kind: "start", version }),
};

function sensorCamera(sensor: string): TriggerFacts {
  return sensor.startsWith("camera:") ? { camera: sensor.slice("camera:".length) } : {};
}

/** What `trigger` holds for an event. */
export function factsOf(event: GatehouseEvent): TriggerFacts {
  const facts = FACTS[event.name] as ((event: GatehouseEvent) => TriggerFacts) | undefined;
  return { ...facts?.(event), event: event.id };
}

function parsed(payload: string): Json {
  try {
    return JSON.parse(payload) as Json;
  } catch {
    return null;
  }
}
