import type { Topics } from "./topics.ts";

/** One entity of the message; `platform` says which integration it is for. */
export type Component = Readonly<Record<string, unknown>> & { readonly platform: string };

/** A component and its key in the message. */
export type Entry = readonly [key: string, component: Component];

/** An event entity wants `event_type` in the payload and drops an empty one (core `mqtt/event.py`): a template makes both. */
export function eventComponent(
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
export function objectId(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_");
}

/** `front_door` as people write it: `Front door`. */
export function title(name: string): string {
  const words = name.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
