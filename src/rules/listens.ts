import type { EventName } from "../events/catalogue.ts";
import type { TriggerSource } from "./source.ts";

/** The events that can fire a trigger. */
export function eventsOf(trigger: TriggerSource): readonly EventName[] {
  switch (trigger.trigger) {
    case "voice":
      return ["voice.commanded"];
    case "sound":
      return ["sound.detected"];
    case "wake":
      return ["voice.woken"];
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
    case "mode":
      return ["mode.changed"];
    case "device":
      return ["device.changed"];
    case "mqtt":
      return ["message.received"];
    case "time":
      return ["clock.ticked"];
    case "sensor":
      return [trigger.lost ? "sensor.lost" : "sensor.recovered"];
    case "start":
      return ["node.started"];
  }
}
