import type { EventDraft, GatehouseEvent } from "../../src/events/catalogue.ts";
import { stampEvent } from "../../src/events/stamp.ts";
import { drafts } from "./event-drafts.ts";

const when = { at: 1_700_000_000_000, t: 1_000_000 };
const brain = { ...when, source: "brain" };
const seen = { ...when, source: "camera:front_door", camera: "front_door", track: 7, zones: ["porch"] };
const box: [number, number, number, number] = [0.4, 0.2, 0.2, 0.4];
const face = { ...seen, box, live: 0.97, frames: 5, quality: 0.8, media: [] };
const asked = {
  ...{ ...when, source: "guard", camera: "front_door", track: 7, person: "anna", kind: "say-code" as const },
  ...{ request: "r1", challenge: "q1", attempt: 1 },
};
const hall = { ...when, source: "microphone:hall", microphone: "hall" };
const clip = { camera: "front_door", clip: "c1", reason: "rule record-strangers" };

const all: readonly EventDraft[] = [
  drafts.started(),
  { name: "node.stopped", ...brain, why: "SIGTERM" },
  { name: "person.appeared", ...seen, box, confidence: 0.9 },
  { name: "person.moved", ...seen, box, direction: "approaching" },
  { name: "person.left", ...seen, box, zones: [], seconds: 125 },
  drafts.recognized("anna"),
  { name: "face.unknown", ...face, similarity: 0.31, nearest: "anna", stranger: null, visits: null },
  { name: "face.spoofed", ...face, person: "anna" },
  { name: "voice.woken", ...hall, phrase: "hey gatehouse" },
  {
    name: "voice.commanded",
    ...hall,
    phrase: "hey gatehouse",
    sentence: "turn on sentry mode",
    intent: "sentry-on",
    slots: {},
    confidence: 0.9,
    llr: -3.42,
    timings: {},
    people: ["anna"],
    media: [],
  },
  {
    name: "voice.rejected",
    ...hall,
    sentence: "turn on sentry mode",
    reason: "it was not a command",
    llr: -20,
  },
  { name: "sound.detected", ...hall, label: "impact", confidence: 0.7 },
  {
    name: "voice.asked",
    ...hall,
    request: "e1/garage/1",
    question: "Open the garage?",
    answers: ["yes", "no"],
  },
  {
    name: "voice.answered",
    ...hall,
    request: "e1/garage/1",
    answer: "yes",
    sentence: "yes please",
    llr: -1.5,
    why: "It was one of the answers asked for.",
  },
  drafts.mode("home", "sentry"),
  { name: "lockdown.changed", ...brain, active: true, by: { kind: "command" } },
  { name: "rule.switched", ...brain, rule: "open-for-family", enabled: false, by: { kind: "command" } },
  drafts.changed("front", "UNLOCKED", { from: "LOCKED" }),
  drafts.commanded("front"),
  {
    name: "device.failed",
    ...when,
    source: "device:front",
    device: "front",
    why: "it does not answer",
    by: null,
  },
  { name: "recording.started", ...brain, ...clip },
  {
    name: "recording.finished",
    ...brain,
    ...clip,
    startAt: when.at,
    startT: when.t,
    seconds: 31.2,
    bytes: 1000,
    preRollMs: 10_400,
    media: [{ kind: "clip", path: "clips/c1.mp4" }],
  },
  { name: "recording.failed", ...brain, camera: "front_door", clip: "c1", why: "the disk is full" },
  {
    ...{ name: "recordings.deleted", ...brain, clips: ["porch-20261123T184205.123Z"] },
    ...{ files: 2, bytes: 12_345_678, why: "their time was over (recordings.keep)" },
  },
  { name: "continuous.stopped", ...brain, camera: "front_door", why: "the disk is full" },
  { name: "continuous.resumed", ...brain, camera: "front_door", why: "it can be written again" },
  {
    ...{ name: "recordings.moved", ...brain, clips: ["porch-20261123T184205.123Z"] },
    ...{ files: 1, bytes: 12_345_678, to: "/mnt/nas/gatehouse" },
  },
  { name: "archive.lost", ...brain, why: "the archive /mnt/nas/gatehouse cannot be used" },
  { name: "archive.recovered", ...brain, why: "the archive /mnt/nas/gatehouse can be used again" },
  { name: "copy.failed", ...brain, why: "clips cannot be copied to offsite:bucket" },
  { name: "copy.recovered", ...brain, why: "clips can be copied to offsite:bucket again" },
  {
    name: "snapshot.taken",
    ...brain,
    camera: "front_door",
    request: "r1",
    media: [{ kind: "picture", path: "media/a.jpg" }],
  },
  drafts.made("r1", { device: "front" }),
  drafts.allowed("r1", { device: "front" }),
  drafts.denied("r1", { device: "front" }),
  drafts.completed("r1", { device: "front" }),
  drafts.expired("r1", { device: "front" }),
  { name: "challenge.issued", ...asked, of: 2 },
  { name: "challenge.passed", ...asked, facts: { code: "yellow elephant", llr: -2.1 } },
  { name: "challenge.failed", ...asked, why: "Nobody said the code.", last: true, facts: {} },
  {
    ...{ name: "code.entered", ...when, source: "guard", request: "r1", via: "mqtt" },
    ...{ outcome: "right", code: "anna", person: "anna", group: "family", why: "It is right." },
  },
  {
    name: "hub.requested",
    ...when,
    source: "mqtt",
    topic: "gatehouse/front/mode/set",
    request: null,
    problem: "no such mode",
  },
  {
    name: "node.heard",
    ...when,
    source: "mqtt",
    node: "yard",
    heard: "face.unknown",
    camera: "gate",
    person: null,
  },
  { name: "webhook.called", ...when, source: "webhook", hook: "doorbell", payload: "ring" },
  { name: "message.received", ...when, source: "mqtt", topic: "home/bell", payload: "ring", retained: false },
  { name: "sensor.lost", ...brain, sensor: "camera:front_door", why: "no frame for 5 s" },
  { name: "sensor.recovered", ...brain, sensor: "camera:front_door", why: "frames flow again" },
  { name: "broker.lost", ...brain, why: "connection refused" },
  { name: "broker.recovered", ...brain, why: "connected" },
  { name: "power.changed", ...brain, level: "saving", from: "normal", volts: 11.8 },
  { name: "disk.low", ...brain, why: "120 MB left" },
  {
    ...{ name: "journal.damaged", ...brain, movedTo: "journal.db.corrupt-20231114T221320Z", events: 3 },
    ...{ isWhole: false, why: "The journal was damaged." },
  },
  { name: "config.reloaded", ...brain, why: "gatehouse.yaml was saved" },
  { name: "config.rejected", ...brain, why: "gatehouse.yaml:3:5: no such camera" },
  { name: "rule.looped", ...brain, rules: ["on", "off", "on"], why: "led to itself 3 times within 10 s" },
  { name: "timer.fired", ...brain, which: "run-7" },
  { name: "clock.ticked", ...brain, which: "2026-11-23T17:40" },
];

/** One event of each name, in the order of the catalogue. */
export const exampleEvents: readonly GatehouseEvent[] = all.map((draft, i) =>
  stampEvent(draft, { id: `e${i + 1}`, seq: i + 1, boot: "boot-1", run: "run-1" }),
);
