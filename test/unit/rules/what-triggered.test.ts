import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { describeFacts } from "../../../src/rules/describe.ts";
import { timerFacts, triggerFacts } from "../../../src/rules/trigger-facts.ts";
import type { TriggerSource } from "../../../src/rules/source.ts";
import { factsOf, TRIGGER_FIELDS, type TriggerFacts } from "../../../src/rules/variables.ts";
import { fields, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of("rules: []");
const send = (
  ...[name, body]: Parameters<RuleBench["event"]> extends [number, ...infer Rest] ? Rest : never
) => house.event(1, name, body);

const seen = {
  kind: "face",
  camera: "front_door",
  track: 1,
  zones: ["porch"],
  live: 0.9,
  frames: 3,
  quality: 0.8,
};
const nobody = { person: "", group: "", stranger: "", visits: 0 };
const there = {
  kind: "person",
  camera: "front_door",
  track: 1,
  zones: ["porch"],
  moving: "",
  left: false,
  seconds: 0,
};
const unlit = { live: null, similarity: null };

type Case = readonly [in_words: string, event: GatehouseEvent, facts: TriggerFacts];

const CASES: readonly Case[] = [
  [
    'heard "some words" at hall',
    send("voice.commanded", fields.command("one", { room: "attic" })),
    {
      ...{ kind: "voice", microphone: "hall", sentence: "some words", slots: { room: "attic" } },
      ...{ people: ["anna"], confidence: 0.9 },
    },
  ],
  [
    "woken at hall",
    send("voice.woken", { microphone: "hall", phrase: "hey gatehouse" }),
    { kind: "wake", microphone: "hall", phrase: "hey gatehouse" },
  ],
  [
    "sound",
    send("sound.detected", { microphone: "hall", label: "impact", confidence: 0.7 }),
    { kind: "sound", microphone: "hall", label: "impact", confidence: 0.7 },
  ],
  [
    "the face of anna at front_door",
    send("face.recognized", fields.known()),
    { ...seen, ...nobody, person: "anna", group: "family", similarity: 0.7 },
  ],
  [
    "an unrecognised face at front_door",
    send("face.unknown", { ...fields.unknown(), stranger: "s1", visits: 3 }),
    { ...seen, ...nobody, similarity: 0.2, stranger: "s1", visits: 3 },
  ],
  [
    "an unrecognised face at front_door",
    send("face.unknown", { ...fields.unknown(), ...unlit }),
    { ...seen, ...nobody, live: 0, similarity: 0 },
  ],
  [
    "an unrecognised face at front_door",
    send("face.spoofed", { ...fields.unknown(), person: "anna" }),
    { ...seen, ...nobody, similarity: 0 },
  ],
  ["somebody at front_door", send("person.appeared", fields.appeared()), there],
  [
    "somebody leaving at front_door",
    send("person.moved", fields.moved("leaving")),
    { ...there, moving: "leaving" },
  ],
  ["somebody left front_door", send("person.left", fields.left()), { ...there, left: true, seconds: 5 }],
  [
    "mode home → away",
    send("mode.changed", fields.mode("home", "away")),
    { kind: "mode", from: "home", to: "away" },
  ],
  [
    "lamp OFF → ON",
    send("device.changed", fields.device("lamp", "OFF", "ON")),
    { kind: "device", device: "lamp", from: "OFF", to: "ON" },
  ],
  [
    "lamp  → ON",
    send("device.changed", { device: "lamp", from: null, state: "ON", by: null }),
    { kind: "device", device: "lamp", from: "", to: "ON" },
  ],
  [
    "the webhook bell",
    send("webhook.called", { hook: "bell", payload: '{"a": 1}' }),
    { kind: "webhook", hook: "bell", payload: '{"a": 1}', json: { a: 1 } },
  ],
  [
    "face.recognized at the node back",
    send("node.heard", { node: "back", heard: "face.recognized", camera: "gate", person: "anna" }),
    { kind: "node", node: "back", heard: "face.recognized", camera: "gate", person: "anna" },
  ],
  [
    "broker.lost at the node back",
    send("node.heard", { node: "back", heard: "broker.lost", camera: null, person: null }),
    { kind: "node", node: "back", heard: "broker.lost", camera: "", person: "" },
  ],
  [
    "power normal → saving",
    send("power.changed", { from: "normal", level: "saving", volts: 12.1 }),
    { kind: "power", from: "normal", to: "saving", volts: 12.1 },
  ],
  [
    "power saving → empty",
    send("power.changed", { from: "saving", level: "empty", volts: null }),
    { kind: "power", from: "saving", to: "empty", volts: 0 },
  ],
  [
    "a message on bell/front",
    send("message.received", fields.message("bell/front", "[1]")),
    { kind: "mqtt", topic: "bell/front", payload: "[1]", json: [1] },
  ],
  [
    "a message on bell/front",
    send("message.received", fields.message("bell/front", "ding dong")),
    { kind: "mqtt", topic: "bell/front", payload: "ding dong", json: null },
  ],
  [
    "camera:garden lost",
    send("sensor.lost", { sensor: "camera:garden", why: "gone" }),
    { kind: "sensor", sensor: "camera:garden", lost: true, why: "gone", camera: "garden" },
  ],
  [
    "microphone:hall back",
    send("sensor.recovered", { sensor: "microphone:hall", why: "plugged in" }),
    { kind: "sensor", sensor: "microphone:hall", lost: false, why: "plugged in" },
  ],
  ["start", send("node.started", { version: "1.2" }), { kind: "start", version: "1.2" }],
];

describe("what triggered is known as facts, and told in a few words", () => {
  it.each(CASES)("%s", (words, event, expected) => {
    const facts = factsOf(event);
    expect(facts).toEqual({ ...expected, event: event.id });
    expect(describeFacts(facts)).toBe(words);
  });
});

it("holds no field that an expression could not use", () => {
  for (const [, event] of CASES) {
    const facts = factsOf(event);
    const fields = Object.keys(TRIGGER_FIELDS[facts.kind as TriggerSource["trigger"]]);
    // A sensor's camera is for rules that other triggers may start, too.
    expect([...fields, "kind", "event", "camera"]).toEqual(expect.arrayContaining(Object.keys(facts)));
  }
});

describe("what comes in its time", () => {
  const at = (trigger: TriggerSource): TriggerFacts => {
    const event = send("clock.ticked", { which: "minute" });
    return triggerFacts({ program: house.program, moment: { ...event, at: NOON } }, trigger, event);
  };

  it("is told with its time of day", () => {
    const time = at({ trigger: "time", at: "12:00" });
    expect(time).toEqual({ kind: "time", at: "12:00", weekday: "mon", event: expect.any(String) as string });
    expect(describeFacts(time)).toBe("it is 12:00");
    const sun = at({ trigger: "sun", at: "sunset" });
    expect(sun).toEqual({ kind: "sun", at: "sunset", event: expect.any(String) as string });
    expect(describeFacts(sun)).toBe("sunset");
  });

  it("is a timer's name, and no event", () => {
    expect(timerFacts("tea")).toEqual({ kind: "timer", timer: "tea", event: "" });
    expect(describeFacts(timerFacts("tea"))).toBe("the timer tea has run out");
  });
});
