import { DEVICE_COMMANDS, type DeviceEntry, type Inventory } from "./commands.ts";
import { setTopic, type Topics } from "./topics.ts";

/**
 * Home Assistant's device discovery: one retained message describes the whole node.
 *
 * Field names and defaults are those of Home Assistant's documentation and source:
 * - message (`device`, `origin`, `components`, `availability` shared by all): www.home-assistant.io/integrations/mqtt,
 *   "Device discovery payload"; core `homeassistant/components/mqtt/schemas.py`, DEVICE_DISCOVERY_SCHEMA
 * - `select`: /integrations/select.mqtt; core `mqtt/select.py`
 * - `lock`: /integrations/lock.mqtt; core `mqtt/lock.py` (LOCK/UNLOCK, LOCKED/LOCKING/UNLOCKED/UNLOCKING/JAMMED)
 * - `binary_sensor`, `sensor`, `switch`, `button`, `image`, `event`: /integrations/….mqtt; core `mqtt/….py`
 */
export interface DiscoveryOptions {
  readonly topics: Topics;
  readonly node: string;
  readonly inventory: Inventory;
  /** The daemon's version. */
  readonly version: string;
  /** Components that were announced before and are gone: platform by key. The hub deletes them. */
  readonly removed?: ReadonlyMap<string, string>;
  /** A page about this node, if there is one. */
  readonly configurationUrl?: string | undefined;
}

/** One entity of the message; `platform` says which integration it is for. */
type Component = Readonly<Record<string, unknown>> & { readonly platform: string };

/** The payload of the discovery topic, as an object. */
export interface DiscoveryMessage {
  readonly device: Readonly<Record<string, unknown>>;
  readonly origin: Readonly<Record<string, unknown>>;
  readonly availability: readonly Readonly<Record<string, string>>[];
  readonly components: Readonly<Record<string, Component>>;
}

/** Where the discovery message of a node belongs; the hub allows only letters, digits, `-` and `_` in the last part. */
export function discoveryTopic(prefix: string, node: string): string {
  return `${prefix}/device/${objectId(`gatehouse_${node}`)}/config`;
}

/** Describes the node to Home Assistant. Pure. */
export function discoveryMessage(options: DiscoveryOptions): DiscoveryMessage {
  const { topics, node, inventory, version, configurationUrl } = options;
  const id = objectId(`gatehouse_${node}`);
  const components = [
    ...modeComponents(topics, inventory),
    ...inventory.devices.map((device) => deviceComponent(topics, device)),
    ...inventory.cameras.flatMap((camera) => cameraComponents(topics, camera)),
    ...inventory.microphones.flatMap((microphone) => microphoneComponents(topics, microphone)),
    ...(inventory.microphones.length > 0 ? [voiceEvents(topics)] : []),
    accessEvents(topics),
  ];
  return {
    device: {
      identifiers: [id],
      name: `Gatehouse ${node}`,
      manufacturer: "Gatehouse",
      model: "Gatehouse",
      sw_version: version,
      ...(configurationUrl === undefined ? {} : { configuration_url: configurationUrl }),
    },
    origin: { name: "Gatehouse", sw_version: version },
    availability: [{ topic: topics.status, payload_available: "online", payload_not_available: "offline" }],
    components: Object.fromEntries([
      // A component that says nothing but its platform is deleted ("Remove a component", /integrations/mqtt).
      ...[...(options.removed ?? [])].map(([key, platform]) => [key, { platform }] as const),
      ...components.map(([key, component]) => [key, { ...component, unique_id: `${id}_${key}` }] as const),
    ]),
  };
}

type Entry = readonly [key: string, component: Component];

function modeComponents(topics: Topics, { modes }: Inventory): readonly Entry[] {
  if (modes.length === 0) return [];
  const select: Component = {
    platform: "select",
    name: "Mode",
    icon: "mdi:shield-home",
    state_topic: topics.mode,
    command_topic: setTopic(topics.mode),
    options: modes,
    optimistic: false,
    retain: false,
  };
  return [["mode", select]];
}

/**
 * The hub asks for a code, and sends it along. The pattern takes an empty one too: locking needs none, nor may unlocking
 * (`mqtt/lock.py`: `code_format`, and `code` in the command's template).
 */
const CODE_FIELDS = {
  code_format: "^.{0,64}$",
  command_template: `{"command": "{{ value }}", "code": {{ (code or "") | to_json }}}`,
} as const;

function deviceComponent(topics: Topics, device: DeviceEntry): Entry {
  const common = {
    name: title(device.name),
    state_topic: topics.device(device.name),
    command_topic: setTopic(topics.device(device.name)),
    optimistic: false,
    retain: false,
  };
  const [first = "", second = ""] = DEVICE_COMMANDS[device.type].map((command) => command.toUpperCase());
  if (device.type === "lock") {
    return [
      `device_${objectId(device.name)}`,
      {
        platform: "lock",
        ...common,
        ...(device.code === true ? CODE_FIELDS : {}),
        payload_lock: first,
        payload_unlock: second,
        state_locked: "LOCKED",
        state_locking: "LOCKING",
        state_unlocked: "UNLOCKED",
        state_unlocking: "UNLOCKING",
        state_jammed: "JAMMED",
      },
    ];
  }
  return [
    `device_${objectId(device.name)}`,
    {
      platform: "switch",
      ...common,
      payload_on: first,
      payload_off: second,
      state_on: "ON",
      state_off: "OFF",
    },
  ];
}

function cameraComponents(topics: Topics, camera: string): readonly Entry[] {
  const key = `camera_${objectId(camera)}`;
  const name = title(camera);
  return [
    [
      `${key}_presence`,
      {
        platform: "binary_sensor",
        name: `${name} presence`,
        device_class: "occupancy",
        state_topic: topics.camera(camera, "person_count"),
        value_template: "{{ 'ON' if value | int(0) > 0 else 'OFF' }}",
      },
    ],
    [
      `${key}_people`,
      {
        platform: "sensor",
        name: `${name} people`,
        icon: "mdi:account-multiple",
        state_class: "measurement",
        state_topic: topics.camera(camera, "person_count"),
      },
    ],
    [
      `${key}_health`,
      {
        platform: "binary_sensor",
        name: `${name} camera`,
        device_class: "connectivity",
        entity_category: "diagnostic",
        state_topic: topics.camera(camera, "status"),
        payload_on: "online",
        payload_off: "offline",
      },
    ],
    [
      `${key}_recording`,
      {
        platform: "binary_sensor",
        name: `${name} recording`,
        device_class: "running",
        state_topic: topics.camera(camera, "recording"),
      },
    ],
    [
      `${key}_record`,
      {
        platform: "button",
        name: `${name} record`,
        icon: "mdi:record-rec",
        command_topic: setTopic(topics.camera(camera, "recording")),
        payload_press: "ON",
        retain: false,
      },
    ],
    [
      `${key}_last_face`,
      {
        platform: "image",
        name: `${name} last face`,
        image_topic: topics.camera(camera, "last_face"),
        content_type: "image/jpeg",
      },
    ],
    [`${key}_face`, faceEvents(topics, camera, name)],
    [`${key}_movement`, movementEvents(topics, camera, name)],
  ];
}

function microphoneComponents(topics: Topics, microphone: string): readonly Entry[] {
  const key = `microphone_${objectId(microphone)}`;
  const name = `${title(microphone)} microphone`;
  return [
    [
      `${key}_state`,
      {
        platform: "sensor",
        name,
        icon: "mdi:microphone",
        device_class: "enum",
        options: ["idle", "listening", "thinking", "speaking"],
        state_topic: topics.microphone(microphone),
      },
    ],
    [
      `${key}_listen`,
      {
        platform: "button",
        name: `${name} listen`,
        icon: "mdi:microphone-plus",
        command_topic: setTopic(topics.listen(microphone)),
        payload_press: "PRESS",
        retain: false,
      },
    ],
  ];
}

const FACE_EVENTS = ["face.recognized", "face.unknown", "face.spoofed"];
const VOICE_EVENTS = ["voice.woken", "voice.commanded", "voice.rejected", "sound.detected"];
const ACCESS_EVENTS = ["request.denied", "request.expired", "request.completed", "device.failed"];

function faceEvents(topics: Topics, camera: string, name: string): Component {
  return eventComponent(topics, {
    name: `${name} face`,
    icon: "mdi:face-recognition",
    types: FACE_EVENTS,
    fields: ["person", "group", "similarity", "live", "camera", "at"],
    only: ofCamera(camera),
  });
}

function movementEvents(topics: Topics, camera: string, name: string): Component {
  return eventComponent(topics, {
    name: `${name} movement`,
    icon: "mdi:walk",
    types: ["person.moved"],
    fields: ["direction", "zones", "camera", "at"],
    only: ofCamera(camera),
  });
}

function ofCamera(camera: string): string {
  return ` and value_json.camera == '${camera.replace(/['\\]/g, "\\$&")}'`;
}

function voiceEvents(topics: Topics): Entry {
  const fields = ["microphone", "label", "sentence", "intent", "slots", "reason", "at"];
  return [
    "voice",
    eventComponent(topics, {
      name: "Voice",
      icon: "mdi:microphone-message",
      types: VOICE_EVENTS,
      fields,
      only: "",
    }),
  ];
}

function accessEvents(topics: Topics): Entry {
  const fields = ["device", "action", "reason", "why", "request", "at"];
  return [
    "access",
    eventComponent(topics, {
      name: "Access",
      icon: "mdi:shield-key",
      types: ACCESS_EVENTS,
      fields,
      only: " and value_json.device is defined and value_json.device is not none",
    }),
  ];
}

/** An event entity wants `event_type` in the payload and drops an empty one (core `mqtt/event.py`): a template makes both. */
function eventComponent(
  topics: Topics,
  shape: { name: string; icon: string; types: readonly string[]; fields: readonly string[]; only: string },
): Component {
  const types = shape.types.map((type) => `'${type}'`).join(", ");
  const fields = shape.fields.map((field) => `'${field}': value_json.${field} | default(none)`).join(", ");
  return {
    platform: "event",
    name: shape.name,
    icon: shape.icon,
    state_topic: topics.event,
    event_types: shape.types,
    value_template:
      `{% if value_json.name in [${types}]${shape.only} %}` +
      `{{ {'event_type': value_json.name, ${fields}} | to_json }}{% endif %}`,
  };
}

/** A name as a part of an entity's id. */
function objectId(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}

/** `front_door` as people write it: `Front door`. */
function title(name: string): string {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
