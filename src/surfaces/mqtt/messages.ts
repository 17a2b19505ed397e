import type { EventOf, GatehouseEvent } from "../../events/catalogue.ts";
import { cameraOf } from "./camera-of.ts";
import type { Presence } from "./presence.ts";
import type { Topics } from "./topics.ts";
import { jsonWithLinks } from "./with-links.ts";

/**
 * Events that stay in the journal. `message.received`: a rule that listens to Gatehouse's own events would otherwise hear its
 * own echo. `node.heard`: the other node has said it. `webhook.called`: what a caller sends may be for nobody else. `code.entered`: whoever reads along must not learn which kind of code was
 * entered.
 */
const PRIVATE: ReadonlySet<GatehouseEvent["name"]> = new Set([
  "message.received",
  "node.heard",
  "webhook.called",
  "code.entered",
]);

/** Something to publish. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** What a message says beside its event. */
export interface MessageContext {
  /** What the cameras see after the event. */
  readonly presence: Presence;
  /** The address of a stored picture, clip or sound; null if there is none. */
  readonly linkTo: (path: string) => string | null;
}

/**
 * What an event says on MQTT: itself as JSON on `…/event` and `…/event/NAME`, and the states that it changes, retained.
 * Pure.
 *
 * What `PRIVATE` names is not passed on.
 */
export function messagesOf(
  event: GatehouseEvent,
  topics: Topics,
  context: MessageContext,
): readonly Message[] {
  if (PRIVATE.has(event.name)) return [];
  const json = jsonWithLinks(event, context.linkTo);
  return [
    { topic: topics.event, payload: json, retain: false },
    { topic: topics.eventNamed(event.name), payload: json, retain: false },
    ...statesOf(event, topics, context.presence),
  ];
}

/** The retained states that an event changes. */
export function statesOf(event: GatehouseEvent, topics: Topics, presence: Presence): readonly Message[] {
  switch (event.name) {
    case "mode.changed":
      return [retained(topics.mode, event.to)];
    case "lockdown.changed":
      return [retained(topics.lockdown, event.active ? "ON" : "OFF")];
    case "rule.switched":
      return [retained(topics.rule(event.rule), event.enabled ? "ON" : "OFF")];
    case "device.changed":
      return [retained(topics.device(event.device), event.state)];
    case "face.recognized":
      return [topics.person(event.person), topics.lastPerson].map((topic) =>
        retained(topic, lastSeen(event)),
      );
    case "person.appeared":
    case "person.left":
      return [personCount(event.camera, topics, presence)];
    case "recording.started":
      return [retained(topics.camera(event.camera, "recording"), "ON")];
    case "recording.finished":
      return [retained(topics.camera(event.camera, "recording"), "OFF")];
    case "sensor.lost":
    case "sensor.recovered":
      return cameraHealth(event, topics, presence);
    default:
      return [];
  }
}

function cameraHealth(
  event: EventOf<"sensor.lost"> | EventOf<"sensor.recovered">,
  topics: Topics,
  presence: Presence,
): readonly Message[] {
  const camera = cameraOf(event.sensor) ?? cameraOf(event.source);
  if (camera === null) return [];
  return [
    retained(topics.camera(camera, "status"), event.name === "sensor.recovered" ? "online" : "offline"),
    personCount(camera, topics, presence),
  ];
}

function personCount(camera: string, topics: Topics, presence: Presence): Message {
  return retained(topics.camera(camera, "person_count"), String(presence.get(camera)?.size ?? 0));
}

function lastSeen(event: EventOf<"face.recognized">): string {
  return JSON.stringify({
    person: event.person,
    group: event.group,
    camera: event.camera,
    at: event.at,
    similarity: Number(event.similarity.toFixed(3)),
  });
}

function retained(topic: string, payload: string): Message {
  return { topic, payload, retain: true };
}
