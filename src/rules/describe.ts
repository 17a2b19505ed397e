import type { TriggerFacts } from "./variables.ts";

/** What triggered, in a few words for people: `face of Anna at front_door`. */
export function describeFacts(facts: TriggerFacts): string {
  const text = (field: string): string => {
    const value = facts[field];
    return typeof value === "string" ? value : "";
  };
  switch (text("kind")) {
    case "voice":
      return `heard "${text("sentence")}" at ${text("microphone")}`;
    case "wake":
      return `woken at ${text("microphone")}`;
    case "face":
      return `${text("person") === "" ? "an unrecognised face" : `the face of ${text("person")}`} at ${text("camera")}`;
    case "person":
      return `somebody ${facts.left === true ? "left" : `${text("moving")} at`.trim()} ${text("camera")}`;
    case "mode":
      return `mode ${text("from")} → ${text("to")}`;
    case "device":
      return `${text("device")} ${text("from")} → ${text("to")}`;
    case "webhook":
      return `the webhook ${text("hook")}`;
    case "node":
      return `${text("heard")} at the node ${text("node")}`;
    case "power":
      return `power ${text("from")} → ${text("to")}`;
    case "mqtt":
      return `a message on ${text("topic")}`;
    case "time":
      return `it is ${text("at")}`;
    case "sun":
      return text("at");
    case "timer":
      return `the timer ${text("timer")} has run out`;
    case "sensor":
      return `${text("sensor")} ${facts.lost === true ? "lost" : "back"}`;
    default:
      return text("kind");
  }
}
