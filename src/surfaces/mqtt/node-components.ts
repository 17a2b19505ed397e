import type { Inventory } from "./commands.ts";
import type { Component, Entry } from "./component.ts";
import { setTopic, type Topics } from "./topics.ts";

/** What a hub sees of the node itself: who was recognised last, how the machine does, and a button. */
export function nodeComponents(topics: Topics, { cameras, temperature }: Inventory): readonly Entry[] {
  const reload: Component = {
    platform: "button",
    name: "Reload",
    icon: "mdi:reload",
    entity_category: "config",
    command_topic: setTopic(topics.reload),
    payload_press: "PRESS",
    retain: false,
  };
  return [
    ...(cameras.length > 0 ? [lastPerson(topics)] : []),
    machineSensor(topics, "disk_free", {
      name: "Disk free",
      device_class: "data_size",
      unit_of_measurement: "GB",
      value_template:
        "{{ (value_json.disk_free / 1e9) | round(1) if value_json.disk_free is number else none }}",
    }),
    ...(temperature === true
      ? [
          machineSensor(topics, "temperature", {
            name: "Temperature",
            device_class: "temperature",
            unit_of_measurement: "°C",
            value_template: "{{ value_json.temperature }}",
          }),
        ]
      : []),
    ["reload", reload],
  ];
}

function lastPerson(topics: Topics): Entry {
  return [
    "last_person",
    {
      platform: "sensor",
      name: "Last person",
      icon: "mdi:account-clock",
      state_topic: topics.lastPerson,
      value_template: "{{ value_json.person }}",
      json_attributes_topic: topics.lastPerson,
    },
  ];
}

function machineSensor(topics: Topics, key: string, fields: Readonly<Record<string, string>>): Entry {
  const common = { state_class: "measurement", entity_category: "diagnostic", state_topic: topics.machine };
  return [key, { platform: "sensor", ...common, ...fields }];
}
