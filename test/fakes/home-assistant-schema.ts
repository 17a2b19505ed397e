import { z } from "zod";

/**
 * What Home Assistant accepts as a device discovery message, for the platforms that Gatehouse uses, written down from its
 * own schemas: core `homeassistant/components/mqtt/schemas.py` (DEVICE_DISCOVERY_SCHEMA and the shared parts) and
 * `select.py`, `lock.py`, `switch.py`, `binary_sensor.py`, `sensor.py`, `button.py`, `image.py`, `event.py`,
 * `alarm_control_panel.py`, `notify.py` beside it.
 * Home Assistant drops unknown fields silently; here they are errors, so that a misspelt one is found.
 */
const subscribeTopic = z.string().regex(/^[^#+\0]+$/);
const publishTopic = z.string().regex(/^[^#+\0]+$/);
const template = z.string().regex(/\{[{%][^]*[}%]\}/);

const common = {
  unique_id: z.string().min(1),
  name: z.string().min(1).nullable(),
  icon: z.string().startsWith("mdi:").optional(),
  entity_category: z.enum(["config", "diagnostic"]).optional(),
};
const readWrite = {
  state_topic: subscribeTopic.optional(),
  command_topic: publishTopic,
  optimistic: z.boolean().optional(),
  retain: z.boolean().optional(),
  value_template: template.optional(),
};

const components = z.discriminatedUnion("platform", [
  z.strictObject({
    platform: z.literal("select"),
    ...common,
    ...readWrite,
    options: z.array(z.string()).min(1),
  }),
  z.strictObject({
    platform: z.literal("lock"),
    ...common,
    ...readWrite,
    code_format: z.string().optional(),
    command_template: template.optional(),
    payload_lock: z.string().default("LOCK"),
    payload_unlock: z.string().default("UNLOCK"),
    state_locked: z.string().default("LOCKED"),
    state_locking: z.string().default("LOCKING"),
    state_unlocked: z.string().default("UNLOCKED"),
    state_unlocking: z.string().default("UNLOCKING"),
    state_jammed: z.string().default("JAMMED"),
  }),
  z.strictObject({
    platform: z.literal("cover"),
    ...common,
    ...readWrite,
    device_class: z.enum([
      "awning",
      "blind",
      "curtain",
      "damper",
      "door",
      "garage",
      "gate",
      "shade",
      "shutter",
      "window",
    ]),
    payload_open: z.string().nullable().default("OPEN"),
    payload_close: z.string().nullable().default("CLOSE"),
    payload_stop: z.string().nullable().default("STOP"),
    state_open: z.string().default("open"),
    state_opening: z.string().default("opening"),
    state_closed: z.string().default("closed"),
    state_closing: z.string().default("closing"),
    state_stopped: z.string().default("stopped"),
  }),
  z.strictObject({
    platform: z.literal("light"),
    ...common,
    ...readWrite,
    payload_on: z.string().default("ON"),
    payload_off: z.string().default("OFF"),
  }),
  z.strictObject({
    platform: z.literal("siren"),
    ...common,
    ...readWrite,
    payload_on: z.string().default("ON"),
    payload_off: z.string().default("OFF"),
    state_on: z.string().optional(),
    state_off: z.string().optional(),
    support_duration: z.boolean().default(true),
    support_volume_set: z.boolean().default(true),
  }),
  z.strictObject({
    platform: z.literal("switch"),
    ...common,
    ...readWrite,
    device_class: z.enum(["outlet", "switch"]).optional(),
    payload_on: z.string().default("ON"),
    payload_off: z.string().default("OFF"),
    state_on: z.string().optional(),
    state_off: z.string().optional(),
  }),
  z.strictObject({
    platform: z.literal("binary_sensor"),
    ...common,
    state_topic: subscribeTopic,
    value_template: template.optional(),
    device_class: z.enum(["occupancy", "connectivity", "running"]),
    payload_on: z.string().default("ON"),
    payload_off: z.string().default("OFF"),
  }),
  z.strictObject({
    platform: z.literal("sensor"),
    ...common,
    state_topic: subscribeTopic,
    state_class: z.enum(["measurement", "total", "total_increasing"]).optional(),
    value_template: template.optional(),
    json_attributes_topic: subscribeTopic.optional(),
    unit_of_measurement: z.enum(["GB", "°C"]).optional(),
    // "options": "List of allowed sensor state values … The sensor's device_class must be set to enum".
    device_class: z.enum(["enum", "data_size", "temperature"]).optional(),
    options: z.array(z.string()).min(1).optional(),
  }),
  z.strictObject({
    platform: z.literal("button"),
    ...common,
    command_topic: publishTopic,
    payload_press: z.string().default("PRESS"),
    retain: z.boolean().optional(),
  }),
  // A state that is none of its states is an error there; `code` REMOTE_CODE_TEXT lets the device judge it.
  z.strictObject({
    platform: z.literal("alarm_control_panel"),
    ...common,
    state_topic: subscribeTopic,
    value_template: template.optional(),
    command_topic: publishTopic,
    command_template: template.optional(),
    code: z.string().optional(),
    code_arm_required: z.boolean().default(true),
    code_disarm_required: z.boolean().default(true),
    payload_disarm: z.string().default("DISARM"),
    payload_arm_home: z.string().default("ARM_HOME"),
    payload_arm_away: z.string().default("ARM_AWAY"),
    payload_arm_night: z.string().default("ARM_NIGHT"),
    payload_arm_vacation: z.string().default("ARM_VACATION"),
    payload_arm_custom_bypass: z.string().default("ARM_CUSTOM_BYPASS"),
    supported_features: z.array(
      z.enum(["arm_home", "arm_away", "arm_night", "arm_vacation", "arm_custom_bypass", "trigger"]),
    ),
    retain: z.boolean().optional(),
  }),
  z.strictObject({
    platform: z.literal("notify"),
    ...common,
    command_topic: publishTopic,
    command_template: template.optional(),
    retain: z.boolean().optional(),
  }),
  z.strictObject({
    platform: z.literal("image"),
    ...common,
    image_topic: subscribeTopic,
    content_type: z.string().default("image/jpeg"),
  }),
  z.strictObject({
    platform: z.literal("event"),
    ...common,
    state_topic: subscribeTopic,
    event_types: z.array(z.string()).min(1),
    value_template: template.optional(),
  }),
]);

export const HomeAssistantDiscovery = z.strictObject({
  device: z.strictObject({
    identifiers: z.array(z.string()).min(1),
    name: z.string(),
    manufacturer: z.string().optional(),
    model: z.string().optional(),
    sw_version: z.string().optional(),
    configuration_url: z.url().optional(),
  }),
  origin: z.strictObject({
    name: z.string(),
    sw_version: z.string().optional(),
    support_url: z.url().optional(),
  }),
  availability: z.array(
    z.strictObject({
      topic: subscribeTopic,
      payload_available: z.string().default("online"),
      payload_not_available: z.string().default("offline"),
    }),
  ),
  components: z.record(z.string().regex(/^[A-Za-z0-9_-]+$/), components),
});

/** Topics of the form `PREFIX/device/OBJECT_ID/config` (core `mqtt/discovery.py`). */
export const homeAssistantTopic = /^[^/]+\/device\/[A-Za-z0-9_-]+\/config$/;
