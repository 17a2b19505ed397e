import { eventComponent, objectId, title, type Component, type Entry } from "./component.ts";
import { setTopic, type Topics } from "./topics.ts";

const FACE_EVENTS = ["face.recognized", "face.unknown", "face.spoofed"];

/** What a hub sees of a camera. */
export function cameraComponents(topics: Topics, camera: string): readonly Entry[] {
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
    strangerComponent(topics, camera),
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
        platform: "switch",
        name: `${name} recording`,
        icon: "mdi:record-rec",
        state_topic: topics.camera(camera, "recording"),
        command_topic: setTopic(topics.camera(camera, "recording")),
        retain: false,
      },
    ],
    [
      `${key}_record`,
      {
        platform: "button",
        name: `${name} record`,
        icon: "mdi:record-rec",
        command_topic: setTopic(topics.camera(camera, "recording")),
        payload_press: "PRESS",
        retain: false,
      },
    ],
    imageComponent(topics, { camera, what: "last_face" }),
    imageComponent(topics, { camera, what: "last_clip" }),
    [`${key}_face`, faceEvents(topics, camera, name)],
    [`${key}_movement`, movementEvents(topics, camera, name)],
  ];
}

/** A picture that the camera has shown. */
function imageComponent(
  topics: Topics,
  { camera, what }: { readonly camera: string; readonly what: "last_face" | "last_clip" },
): Entry {
  return [
    `camera_${objectId(camera)}_${what}`,
    {
      platform: "image",
      name: `${title(camera)} ${what.replace("_", " ")}`,
      image_topic: topics.camera(camera, what),
      content_type: "image/jpeg",
    },
  ];
}

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

/** Whether somebody is in view who was looked at and is not enrolled. */
function strangerComponent(topics: Topics, camera: string): Entry {
  return [
    `camera_${objectId(camera)}_stranger`,
    {
      platform: "binary_sensor",
      name: `${title(camera)} stranger`,
      icon: "mdi:account-question",
      device_class: "occupancy",
      state_topic: topics.camera(camera, "stranger"),
    },
  ];
}
