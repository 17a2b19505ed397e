import type { GatehouseEvent } from "../../src/events/catalogue.ts";

const START_AT = 1_700_000_000_000;
const START_T = 50_000;

type Body<Event> = Event extends GatehouseEvent
  ? Omit<Event, "id" | "v" | "seq" | "at" | "t" | "boot" | "run" | "source">
  : never;

/** An event `seconds` after the start of a demo. */
function at(seconds: number, body: Body<GatehouseEvent>): GatehouseEvent {
  const envelope = {
    id: `event-${String(seconds)}`,
    v: 1,
    seq: Math.round(seconds * 10),
    at: START_AT + seconds * 1000,
    t: START_T + seconds * 1000,
    boot: "boot",
    run: "run",
    source: "brain",
  } as const;
  return { ...envelope, ...body };
}

const face = {
  camera: "front_door",
  box: [0.4, 0.2, 0.2, 0.4] as [number, number, number, number],
  zones: [],
  live: 0.98,
  frames: 3,
  quality: 0.9,
  media: [],
};
const rule = (id: string) => ({ kind: "rule" as const, rule: id, ruleRun: `${id}-1` });
const unlock = { request: "r1", device: "front_door_lock", action: "unlock", by: rule("open-for-family") };

/** The events of a demo in which everything happens, in order. */
export const WHOLE_STORY: readonly GatehouseEvent[] = [
  at(8, {
    name: "voice.commanded",
    microphone: "hall",
    phrase: "hey gatehouse",
    sentence: "turn on sentry mode",
    intent: "sentry-on",
    slots: {},
    confidence: 0.93,
    llr: -1.24,
    timings: {},
    people: [],
    media: [],
  }),
  at(8.1, { name: "mode.changed", from: "home", to: "sentry", by: rule("sentry-on") }),
  at(17, {
    name: "face.recognized",
    ...face,
    track: 1,
    person: "anna",
    group: "family",
    similarity: 0.67,
    margin: 0.6,
  }),
  at(17.1, { name: "request.allowed", ...unlock, reason: "anna (family) is at the door.", evidence: [] }),
  at(17.2, {
    name: "device.commanded",
    device: "front_door_lock",
    command: "unlock",
    topic: "demo/front_door_lock/set",
    payload: '{"state":"UNLOCK"}',
    by: "r1",
    deliveryMs: 2.4,
  }),
  at(17.5, {
    name: "device.changed",
    device: "front_door_lock",
    state: "UNLOCKED",
    from: "UNLOCKING",
    by: "r1",
  }),
  at(17.6, { name: "request.completed", ...unlock, reason: "The lock says UNLOCKED." }),
  at(23.5, { name: "device.changed", device: "front_door_lock", state: "LOCKED", from: "LOCKING", by: null }),
  at(39, {
    name: "face.unknown",
    ...face,
    track: 2,
    similarity: -0.18,
    nearest: "anna",
    stranger: null,
    visits: null,
    frames: 5,
  }),
  at(39.1, { name: "recording.started", camera: "front_door", clip: "c1", reason: "record-strangers" }),
  at(54, {
    name: "recording.finished",
    camera: "front_door",
    clip: "c1",
    reason: "record-strangers",
    startAt: START_AT + 33_200,
    startT: START_T + 33_200,
    seconds: 20.4,
    bytes: 2_000_000,
    preRollMs: 5_800,
    media: [{ kind: "clip", path: "clips/c1.mp4" }],
  }),
];
