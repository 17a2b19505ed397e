import type { Inventory } from "./commands.ts";
import { setTopic, type Topics } from "./topics.ts";
import { alarmPanel } from "./alarm-panel.ts";
import { cameraComponents } from "./camera-components.ts";
import { nodeComponents } from "./node-components.ts";
import { deviceComponent } from "./device-components.ts";
import { eventComponent, objectId, title, type Component, type Entry } from "./component.ts";

/**
 * Home Assistant's device discovery: one retained message describes the whole node.
 *
 * Field names and defaults are those of Home Assistant's documentation and source:
 * - message (`device`, `origin`, `components`, `availability` shared by all): www.home-assistant.io/integrations/mqtt,
 *   "Device discovery payload"; core `homeassistant/components/mqtt/schemas.py`, DEVICE_DISCOVERY_SCHEMA
 * - `select`: /integrations/select.mqtt; core `mqtt/select.py`
 * - `lock`: /integrations/lock.mqtt; core `mqtt/lock.py` (LOCK/UNLOCK, LOCKED/LOCKING/UNLOCKED/UNLOCKING/JAMMED)
 * - `alarm_control_panel`: see `alarm-panel.ts`
 * - `binary_sensor`, `sensor`, `switch`, `button`, `image`, `event`, `notify`: /integrations/….mqtt; core `mqtt/….py`
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
    lockdownComponent(topics),
    ...nodeComponents(topics, inventory),
    ...inventory.devices.map((device) => deviceComponent(topics, device)),
    ...inventory.cameras.flatMap((camera) => cameraComponents(topics, camera)),
    ...inventory.microphones.flatMap((microphone) => microphoneComponents(topics, microphone)),
    ...(inventory.microphones.length > 0 ? [voiceEvents(topics)] : []),
    accessEvents(topics),
    ...inventory.rules.map((rule) => ruleComponent(topics, rule)),
    ...(inventory.speaks === true ? [speechComponent(topics)] : []),
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

function modeComponents(topics: Topics, inventory: Inventory): readonly Entry[] {
  const { modes } = inventory;
  if (modes.length === 0) return [];
  const panel = alarmPanel(topics, inventory);
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
  return [["mode", select], ...(panel === null ? [] : [["alarm", panel] as const])];
}

/** A message of the hub is spoken. */
function speechComponent(topics: Topics): Entry {
  const say: Component = {
    platform: "notify",
    name: "Say",
    icon: "mdi:bullhorn",
    command_topic: topics.say,
    retain: false,
  };
  return ["say", say];
}

const SWITCH_WORDS = { payload_on: "ON", payload_off: "OFF", state_on: "ON", state_off: "OFF" } as const;

/** Switched on by anybody; switching it off takes a code that a switch cannot send, and stays on. */
function lockdownComponent(topics: Topics): Entry {
  return [
    "lockdown",
    {
      platform: "switch",
      name: "Lockdown",
      icon: "mdi:shield-lock",
      state_topic: topics.lockdown,
      command_topic: setTopic(topics.lockdown),
      ...SWITCH_WORDS,
      optimistic: false,
      retain: false,
    },
  ];
}

/** Whether a rule runs. In a guarded mode switching it off takes what leaving the mode takes: it then stays on. */
function ruleComponent(topics: Topics, rule: string): Entry {
  return [
    `rule_${objectId(rule)}`,
    {
      platform: "switch",
      name: `Rule ${title(rule).toLowerCase()}`,
      icon: "mdi:script-text",
      entity_category: "config",
      state_topic: topics.rule(rule),
      command_topic: setTopic(topics.rule(rule)),
      ...SWITCH_WORDS,
      optimistic: false,
      retain: false,
    },
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

const VOICE_EVENTS = ["voice.woken", "voice.commanded", "voice.rejected", "sound.detected"];
const ACCESS_EVENTS = ["request.denied", "request.expired", "request.completed", "device.failed"];

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
