import type { Action } from "./action.ts";

/** One or two words for people: `unlock`, `mode sentry`, `record front_door`. */
export function describeAction(action: Action): string {
  switch (action.kind) {
    case "device":
      return action.command;
    case "mode":
      return `mode ${action.mode}`;
    case "lockdown":
      return `lockdown ${action.active ? "on" : "off"}`;
    case "rule":
      return `switch rule ${action.rule} ${action.enabled ? "on" : "off"}`;
    case "record":
      return `${action.forMs === 0 ? "end recording" : "record"} ${action.camera}`;
    case "snapshot":
      return `snapshot ${action.camera}`;
    case "notify":
      return "notify";
    case "speak":
      return "speak";
    case "ask":
      return `ask ${action.microphone}`;
    case "listen":
      return `listen ${action.microphone}`;
    case "mqtt":
      return `publish ${action.topic}`;
    case "http":
      // What stands behind ? may be a secret of somebody else's.
      return `${action.method} ${action.url.replace(/\?.*$/s, "?…")}`;
  }
}

/** The device an action is about, or null. */
export function deviceOf(action: Action): string | null {
  return action.kind === "device" ? action.device : null;
}
