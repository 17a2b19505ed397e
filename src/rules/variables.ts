import type { EventOf, GatehouseEvent } from "../events/catalogue.ts";
import type { Json, Variables, VariableType } from "./language.ts";
import type { RuleSource, TriggerKind, ValueSource } from "./source.ts";
import { awaitedBy } from "./within.ts";

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
  webhook: { hook: "string", payload: "string", json: "any" },
  node: { node: "string", heard: "string", camera: "string", person: "string" },
  power: { from: "string", to: "string", volts: "double" },
  mqtt: { topic: "string", payload: "string", json: "any" },
  time: { at: "string", weekday: "string" },
  sun: { at: "string" },
  timer: { timer: "string" },
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

/** A value of this type: what is missing is empty (`""`, `0`, `false`, `[]`), what is too much is left out. */
export function filled(value: Json | undefined, type: VariableType): Json {
  if (typeof type === "string") return value ?? EMPTY[type] ?? null;
  const given = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  return Object.fromEntries(
    Object.entries(type).map(([field, inner]) => [field, filled(given[field], inner)]),
  );
}

const IN_WORDS: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  double: "a number",
  bool: "true or false",
  "list of string": "a list of texts",
  strings: "a mapping of texts",
};

/** `a whole number`, for messages. */
export function typeInWords(type: VariableType): string {
  return typeof type === "string" ? (IN_WORDS[type] ?? "anything") : "a mapping";
}

/** What expressions may use in any rule with these kinds of triggers; its own variables come as `vars`. */
export function variablesFor(
  world: { readonly devices: readonly string[]; readonly cameras: readonly string[] },
  kinds: readonly TriggerKind[],
  awaited: readonly TriggerKind[] = [],
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
    repeat: { index: "int" },
    wait: { completed: "bool", trigger: triggerFields(awaited) },
  };
}

/** What expressions of a rule may use, besides its own variables. */
export function namesFor(
  world: { readonly devices: readonly string[]; readonly cameras: readonly string[] },
  { triggers, actions, origin }: Pick<RuleSource, "triggers" | "actions" | "origin">,
): Variables {
  const kindsOf = (list: readonly { trigger: TriggerKind }[]): TriggerKind[] => [
    ...new Set(list.map(({ trigger }) => trigger)),
  ];
  const names = variablesFor(world, kindsOf(triggers), kindsOf(awaitedBy({ actions })));
  if (origin === undefined) return names;
  const input = Object.entries(origin.input).map(([name, value]) => [name, typeOfValue(value)] as const);
  return { ...names, input: Object.fromEntries(input) };
}

/** The type of a value that is no template. */
export function typeOfValue(value: ValueSource): VariableType {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "double";
  return typeof value === "string" ? "string" : "list of string";
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
  "webhook.called": ({ hook, payload }) => ({ kind: "webhook", hook, payload, json: parsed(payload) }),
  "node.heard": ({ node, heard, camera, person }) => ({
    kind: "node",
    node,
    heard,
    camera: camera ?? "",
    person: person ?? "",
  }),
  "power.changed": ({ from, level, volts }) => ({ kind: "power", from, to: level, volts: volts ?? 0 }),
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
