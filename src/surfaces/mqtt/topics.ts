/** The topics of one Gatehouse (docs/mqtt.md lists them). */
export interface Topics {
  /** `gatehouse/NODE` */
  readonly root: string;
  readonly status: string;
  readonly instance: string;
  readonly mode: string;
  /** Whether nothing guarded is opened: `ON`, `OFF`. */
  readonly lockdown: string;
  /** Whoever was recognised last, by any camera. */
  readonly lastPerson: string;
  /** How the machine does. */
  readonly machine: string;
  /** Only `…/set` exists: reads the configuration again. */
  readonly reload: string;
  readonly event: string;
  readonly error: string;
  /** Takes what is to be said. */
  readonly say: string;
  eventNamed(name: string): string;
  person(person: string): string;
  camera(camera: string, what: CameraTopic): string;
  /** What a microphone is doing. */
  microphone(microphone: string): string;
  /** Makes a microphone listen; only `…/set` exists. */
  listen(microphone: string): string;
  device(device: string): string;
  rule(rule: string): string;
}

type CameraTopic = (typeof CAMERA_TOPICS)[number];

/** Everything that is published about a camera. */
export const CAMERA_TOPICS = [
  "status",
  "person_count",
  "stranger",
  "last_face",
  "last_clip",
  "recording",
] as const;

/** The topics under `BASE/NODE`; names are made safe for a topic level. */
export function topicsOf(node: string, base = "gatehouse"): Topics {
  const root = `${base}/${level(node)}`;
  return {
    root,
    status: `${root}/status`,
    instance: `${root}/instance`,
    mode: `${root}/mode`,
    lockdown: `${root}/lockdown`,
    lastPerson: `${root}/last_person`,
    machine: `${root}/machine`,
    reload: `${root}/reload`,
    event: `${root}/event`,
    error: `${root}/error`,
    say: setTopic(`${root}/say`),
    eventNamed: (name) => `${root}/event/${level(name)}`,
    person: (person) => `${root}/person/${level(person)}`,
    camera: (camera, what) => `${root}/camera/${level(camera)}/${what}`,
    microphone: (microphone) => `${root}/microphone/${level(microphone)}/state`,
    listen: (microphone) => `${root}/microphone/${level(microphone)}/listen`,
    device: (device) => `${root}/device/${level(device)}`,
    rule: (rule) => `${root}/rule/${level(rule)}`,
  };
}

/** The topic that asks for a change of what `topic` tells. */
export function setTopic(topic: string): string {
  return `${topic}/set`;
}

/** A name as one level of a topic: what MQTT gives a meaning becomes `_`. */
function level(name: string): string {
  return name.replace(/[/+#\0]/g, "_");
}

/** The message the broker publishes when the daemon vanishes; give it to the connection. */
export function statusWill(topics: Topics): { topic: string; payload: string; retain: boolean } {
  return { topic: topics.status, payload: "offline", retain: true };
}
