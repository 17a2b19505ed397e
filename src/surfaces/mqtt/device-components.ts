import type { DeviceEntry } from "./commands.ts";
import { objectId, title, type Component, type Entry } from "./component.ts";
import { setTopic, type Topics } from "./topics.ts";

/**
 * The hub asks for a code, and sends it along. The pattern takes an empty one too: locking needs none, nor may unlocking
 * (`mqtt/lock.py`: `code_format`, and `code` in the command's template).
 */
const CODE_FIELDS = {
  code_format: "^.{0,64}$",
  command_template: `{"command": "{{ value }}", "code": {{ (code or "") | to_json }}}`,
} as const;

const LOCK = {
  platform: "lock",
  payload_lock: "LOCK",
  payload_unlock: "UNLOCK",
  state_locked: "LOCKED",
  state_locking: "LOCKING",
  state_unlocked: "UNLOCKED",
  state_unlocking: "UNLOCKING",
  state_jammed: "JAMMED",
} as const;

const COVER = {
  platform: "cover",
  payload_open: "OPEN",
  payload_close: "CLOSE",
  payload_stop: "STOP",
  state_open: "OPEN",
  state_opening: "OPENING",
  state_closed: "CLOSED",
  state_closing: "CLOSING",
  state_stopped: "STOPPED",
} as const;

const ON_OFF = { payload_on: "ON", payload_off: "OFF" } as const;
const ON_OFF_STATES = { ...ON_OFF, state_on: "ON", state_off: "OFF" } as const;

/**
 * A device as the hub shows and commands it. Fields: www.home-assistant.io/integrations/lock.mqtt, cover.mqtt, switch.mqtt,
 * light.mqtt (default schema), siren.mqtt, button.mqtt; core `mqtt/….py`.
 */
export function deviceComponent(topics: Topics, device: DeviceEntry): Entry {
  const named = {
    name: title(device.name),
    command_topic: setTopic(topics.device(device.name)),
    retain: false,
  };
  const stated = { ...named, state_topic: topics.device(device.name), optimistic: false };
  return [`device_${objectId(device.name)}`, componentOf(device, named, stated)];
}

function componentOf(
  { type, kind, code }: DeviceEntry,
  named: Readonly<Record<string, unknown>>,
  stated: Readonly<Record<string, unknown>>,
): Component {
  switch (type) {
    case "lock":
      return { ...LOCK, ...stated, ...(code === true ? CODE_FIELDS : {}) };
    case "cover":
      return { ...COVER, ...stated, device_class: kind ?? "garage" };
    case "button":
      return { platform: "button", ...named, payload_press: "PRESS" };
    case "switch":
      return switchOf(kind, stated);
  }
}

function switchOf(kind: string | undefined, stated: Readonly<Record<string, unknown>>): Component {
  switch (kind) {
    case "light":
      // Its states are the payloads themselves (`mqtt/light/schema_basic.py`).
      return { platform: "light", ...stated, ...ON_OFF };
    case "siren":
      // It has neither tones nor a volume, and no duration; the hub is to know.
      return {
        platform: "siren",
        ...stated,
        ...ON_OFF_STATES,
        support_duration: false,
        support_volume_set: false,
      };
    default:
      return {
        platform: "switch",
        ...stated,
        ...ON_OFF_STATES,
        ...(kind === "outlet" ? { device_class: "outlet" } : {}),
      };
  }
}
