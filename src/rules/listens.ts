import type { EventName } from "../events/catalogue.ts";
import type { TriggerKind, TriggerOf, TriggerSource } from "./source.ts";

/** Those whose events do not hang on what the trigger says. */
const ALWAYS = {
  voice: ["voice.commanded"],
  sound: ["sound.detected"],
  wake: ["voice.woken"],
  mode: ["mode.changed"],
  device: ["device.changed"],
  node: ["node.heard"],
  webhook: ["webhook.called"],
  power: ["power.changed"],
  mqtt: ["message.received"],
  time: ["clock.ticked"],
  sun: ["clock.ticked"],
  /** It is due when its time has come, with whatever event says so. */
  timer: [],
  start: ["node.started"],
} as const satisfies Partial<Record<TriggerKind, readonly EventName[]>>;

/** The events that can fire a trigger. */
export function eventsOf(trigger: TriggerSource): readonly EventName[] {
  switch (trigger.trigger) {
    case "face":
      if (trigger.unknown) return ["face.unknown"];
      return trigger.spoofed ? ["face.spoofed"] : ["face.recognized"];
    case "person":
      if (trigger.left) return ["person.left"];
      if (trigger.moving !== undefined) return ["person.moved"];
      // A person may also enter a zone after having appeared: each look at the face, and each turn, says where the person is.
      return trigger.zone === undefined
        ? ["person.appeared"]
        : ["person.appeared", "person.moved", "face.recognized", "face.unknown", "face.spoofed"];
    case "sensor":
      return [trigger.lost ? "sensor.lost" : "sensor.recovered"];
    default:
      return ALWAYS[trigger.trigger];
  }
}

/** The sensors that a trigger listens to, as events name them; undefined: to any. */
export function sensorsOf({ camera = [], microphone = [] }: TriggerOf<"sensor">): string[] | undefined {
  const sensors = [
    ...camera.map((name) => `camera:${name}`),
    ...microphone.map((name) => `microphone:${name}`),
  ];
  return sensors.length === 0 ? undefined : sensors;
}
