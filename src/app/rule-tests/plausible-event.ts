import { GatehouseEvent, type EventName } from "../../events/catalogue.ts";

/** Every event's name, in the order of the catalogue. */
export const EVENT_NAMES: readonly EventName[] = GatehouseEvent.options.map(
  (option) => option.shape.name.value,
);

/** What a made-up event is made from. */
export interface Surroundings {
  readonly camera: string;
  readonly microphone: string;
  readonly mode: string;
  readonly devices: Readonly<Record<string, string>>;
}

/** A field that does not fit, at its key. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

type Stamp = Pick<GatehouseEvent, "id" | "seq" | "at" | "t" | "boot" | "run">;

/** An event with the given fields; the others are what a usual day would have. */
export function plausibleEvent(
  name: EventName,
  fields: Readonly<Record<string, unknown>>,
  { stamp, around }: { stamp: Stamp; around: Surroundings },
): { event: GatehouseEvent } | { problems: FieldProblem[] } {
  const option = GatehouseEvent.options.find(({ shape }) => shape.name.value === name);
  const known = Object.keys(option?.shape ?? {});
  const unknown = Object.keys(fields).filter((field) => !known.includes(field));
  if (unknown.length > 0) {
    const own = known.filter((field) => !(field in stamp) && !["name", "v", "source"].includes(field));
    return {
      problems: unknown.map((field) => ({
        field,
        message: `${name} has no such field; it has: ${own.join(", ")}`,
      })),
    };
  }
  const usual = { ...usualFields(name, around), ...usualPlace(known, around) };
  const full = { ...usual, ...fields };
  const source = sourceOf(full);
  const result = GatehouseEvent.safeParse({ source, ...full, ...stamp, name, v: 1 });
  if (result.success) return { event: result.data };
  return {
    problems: result.error.issues.map(({ path, message }) => {
      const [field] = path;
      const missing = field !== undefined && !(String(field) in full);
      return {
        field: String(field ?? "event"),
        message: missing ? `${name} needs ${String(field)}` : message,
      };
    }),
  };
}

function usualPlace(known: readonly string[], { camera, microphone }: Surroundings): Record<string, unknown> {
  return {
    ...(known.includes("camera") ? { camera } : {}),
    ...(known.includes("microphone") ? { microphone } : {}),
  };
}

function sourceOf({ camera, microphone, device }: Readonly<Record<string, unknown>>): string {
  if (typeof camera === "string") return `camera:${camera}`;
  if (typeof microphone === "string") return `microphone:${microphone}`;
  return typeof device === "string" ? `device:${device}` : "test";
}

const SEEN = { track: 1, box: [0.4, 0.2, 0.2, 0.6], zones: [] };
const FACE = { ...SEEN, live: 0.9, frames: 4, quality: 0.8, media: [] };
const HEARD = { phrase: "hey gatehouse", confidence: 0.9, llr: -2, timings: {}, people: [], media: [] };

function usualFields(name: EventName, { mode }: Surroundings): Readonly<Record<string, unknown>> {
  switch (name) {
    case "person.appeared":
      return { ...SEEN, confidence: 0.9 };
    case "person.moved":
      return SEEN;
    case "person.left":
      return { ...SEEN, seconds: 10 };
    case "face.recognized":
      return { ...FACE, group: "", similarity: 0.7, margin: 0.3 };
    case "face.unknown":
      return { ...FACE, similarity: 0.2, nearest: null };
    case "face.spoofed":
      return { ...FACE, person: null };
    case "voice.woken":
      return { phrase: HEARD.phrase };
    case "voice.commanded":
      return { ...HEARD, sentence: "", slots: {} };
    case "voice.answered":
      return { request: "", sentence: null, llr: null, why: "test" };
    case "mode.changed":
      return { from: mode, by: { kind: "command" } };
    case "device.changed":
      return { from: null, by: null };
    case "webhook.called":
      return { payload: "" };
    case "node.heard":
      return { node: "other", person: null };
    case "power.changed":
      return { from: "normal", volts: 11.8 };
    case "message.received":
      return { payload: "", retained: false };
    case "node.started":
      return { version: "test" };
    default:
      return { why: "test", which: "test" };
  }
}
