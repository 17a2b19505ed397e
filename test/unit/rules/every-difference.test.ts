import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import type { LocalTime } from "../../../src/rules/local-time.ts";
import { matches } from "../../../src/rules/match.ts";
import { mismatch } from "../../../src/rules/mismatch.ts";
import type { TriggerSource, Weekday } from "../../../src/rules/source.ts";
import { fields, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of(
  "rules: [{ id: r, triggers: [{ trigger: start }], actions: [{ action: lockdown }] }]",
);
const rule = house.program.rules.get("r")!;
const send = (
  ...[name, body]: Parameters<RuleBench["event"]> extends [number, ...infer Rest] ? Rest : never
) => house.event(1, name, body);

const minute = (text: string, weekday: Weekday): LocalTime => ({
  hour: 0,
  minute: 0,
  weekday,
  text,
  at: NOON - (text === "11:59" ? 60_000 : 0),
});
const there = (zones: string[]) => ({ zones, person: null, group: null, direction: null });
/** Track 1 stands in the porch, track 2 in no zone; it is noon, at which the sun rises. */
const context = {
  before: { ...house.state, tracks: { front_door: { 1: there(["porch"]), 2: there([]) } } },
  minutes: [minute("11:59", "mon"), minute("12:00", "mon")],
  sun: (event: "sunrise" | "sunset") => (event === "sunrise" ? NOON + 30_000 : null),
};

/** What a trigger says to an event: null where it fires. Engine and explanation have to agree. */
function told(trigger: TriggerSource, event: GatehouseEvent, over: Partial<typeof context> = {}) {
  const found = mismatch(trigger, event, { rule: "r", ...context, ...over });
  expect(matches(trigger, event, { rule, ...context, ...over })).toBe(found === null);
  return found === null ? null : `${found.isRemote ? "(remote) " : ""}${found.detail}`;
}

const started = send("node.started", { version: "1" });
const heard = (intent: string, microphone: string) =>
  send("voice.commanded", { ...fields.command(intent), microphone });
const woken = (microphone: string) => send("voice.woken", { microphone, phrase: "hey" });
const sound = (label: string, microphone: string) =>
  send("sound.detected", { label, microphone, confidence: 0.9 });
const power = (level: "normal" | "empty") => send("power.changed", { from: null, level, volts: null });

type Case = readonly [what: string, trigger: TriggerSource, event: GatehouseEvent, told: string | null];

const voice: TriggerSource = {
  trigger: "voice",
  sentences: ["go"],
  slots: {},
  microphone: ["hall", "attic"],
};
const wake: TriggerSource = { trigger: "wake", microphone: ["hall"] };
const impact: TriggerSource = { trigger: "sound", label: ["impact"], microphone: ["hall"] };

const HEARD: readonly Case[] = [
  ["its own sentence", voice, heard("r", "attic"), null],
  ["its own sentence elsewhere", voice, heard("r", "porch"), "microphone was porch, expected hall or attic"],
  [
    "another rule's sentence",
    voice,
    heard("other", "porch"),
    "(remote) the command was that of rule was other, expected r",
  ],
  [
    "another rule's sentence at its microphone",
    voice,
    heard("other", "hall"),
    "(remote) the command was that of rule was other, expected r",
  ],
  ["a wake word, at a sentence", voice, woken("hall"), "(remote) it was voice.woken"],
  ["a wake word", wake, woken("hall"), null],
  ["a wake word elsewhere", wake, woken("attic"), "microphone was attic, expected hall"],
  ["a wake word anywhere", { trigger: "wake" }, woken("attic"), null],
  ["a sentence, at a wake word", wake, heard("r", "hall"), "(remote) it was voice.commanded"],
  ["the sound", impact, sound("impact", "hall"), null],
  [
    "another sound elsewhere",
    impact,
    sound("bark", "attic"),
    "the sound was bark, expected impact; microphone was attic, expected hall",
  ],
  ["a sound elsewhere", impact, sound("impact", "attic"), "microphone was attic, expected hall"],
  ["another sound", impact, sound("bark", "hall"), "the sound was bark, expected impact"],
  ["a sound, at a wake word", wake, sound("impact", "hall"), "(remote) it was sound.detected"],
  ["a sound, at a sentence", voice, sound("impact", "hall"), "(remote) it was sound.detected"],
  ["a wake word, at a sound", impact, woken("hall"), "(remote) it was voice.woken"],
];

const plain = { trigger: "face", unknown: false, spoofed: false } as const;
const face: TriggerSource = {
  ...plain,
  ...{ camera: ["front_door"], zone: ["porch", "path"], person: ["anna"], group: ["family"] },
};
const spoofed = send("face.spoofed", { ...fields.unknown(), person: "anna" });
const gert = send("face.recognized", { ...fields.known("gert"), group: "staff" });
const somewhere = send(
  "face.recognized",
  fields.known("anna", { camera: "garden", zones: ["gate", "lawn"] }),
);
const nowhere = send("face.recognized", fields.known("anna", { zones: [] }));

const FACES: readonly Case[] = [
  ["whom it waits for", face, send("face.recognized", fields.known("anna")), null],
  ["anybody", plain, send("face.unknown", fields.unknown()), null],
  ["somebody else", face, gert, "person was gert, expected anna; group was staff, expected family"],
  ["somebody of another group", { ...plain, group: ["family"] }, gert, "group was staff, expected family"],
  ["another person", { ...plain, person: ["anna"] }, gert, "person was gert, expected anna"],
  [
    "somebody unknown",
    face,
    send("face.unknown", fields.unknown()),
    "person was not known, expected anna; group was not known, expected family",
  ],
  ["a picture of whom it waits for", { ...face, group: undefined }, spoofed, null],
  ["a picture, which has no group", face, spoofed, "group was not known, expected family"],
  [
    "another camera and other zones",
    face,
    somewhere,
    "camera was garden, expected front_door; zone was gate and lawn, expected porch or path",
  ],
  ["no zone", face, nowhere, "zone was not known, expected porch or path"],
  ["somebody who comes", face, send("person.appeared", fields.appeared()), "(remote) it was person.appeared"],
];

const person: TriggerSource = { trigger: "person", left: false, camera: ["front_door"], zone: ["porch"] };
const nearer: TriggerSource = { ...person, moving: ["approaching"] };
const look = (over: Parameters<typeof fields.unknown>[0]) => send("face.unknown", fields.unknown(over));

const PEOPLE: readonly Case[] = [
  ["who comes", person, send("person.appeared", fields.appeared()), null],
  ["who goes", person, send("person.left", fields.left()), null],
  [
    "who comes elsewhere",
    person,
    send("person.appeared", fields.appeared({ camera: "garden", zones: [] })),
    "camera was garden, expected front_door; zone was not known, expected porch",
  ],
  ["who enters the zone", person, look({ track: 2 }), null],
  ["who is seen there first", person, look({ track: 3 }), null],
  [
    "who enters it in front of another camera",
    { ...person, camera: undefined },
    look({ camera: "garden" }),
    null,
  ],
  ["who was in the zone", person, look({}), "(remote) they were there already"],
  [
    "who was in one of the zones",
    { ...person, zone: ["path", "porch"] },
    look({}),
    "(remote) they were there already",
  ],
  [
    "who was in no zone",
    { ...person, zone: undefined },
    look({ track: 2 }),
    "(remote) they were there already",
  ],
  ["who does not enter it", person, look({ track: 2, zones: [] }), "zone was not known, expected porch"],
  ["who comes nearer", nearer, send("person.moved", fields.moved("approaching")), null],
  [
    "who goes away",
    nearer,
    send("person.moved", fields.moved("leaving", { zones: [] })),
    "zone was not known, expected porch; the direction was leaving, expected approaching",
  ],
  [
    "who comes nearer elsewhere",
    nearer,
    send("person.moved", fields.moved("approaching", { zones: [] })),
    "zone was not known, expected porch",
  ],
  ["who only appears", nearer, send("person.appeared", fields.appeared()), "(remote) it was person.appeared"],
  ["nobody", person, started, "(remote) it was node.started"],
];

const mode: TriggerSource = { trigger: "mode", to: ["away"], from: ["home"] };
const device: TriggerSource = { trigger: "device", device: "lamp", to: ["ON"], from: ["OFF"] };
const hook: TriggerSource = { trigger: "webhook", hook: ["bell"] };
const node: TriggerSource = { trigger: "node", event: ["face.unknown"], node: ["back"], camera: ["gate"] };
const ofNode = (heard: string, node: string, camera: string | null) =>
  send("node.heard", { heard, node, camera, person: null });
const message: TriggerSource = { trigger: "mqtt", topic: "bell/+", payload: "ding" };

const HOUSE: readonly Case[] = [
  ["the mode", mode, send("mode.changed", fields.mode("home", "away")), null],
  [
    "another mode",
    mode,
    send("mode.changed", fields.mode("night", "sentry")),
    "the new mode was sentry, expected away; the mode before was night, expected home",
  ],
  [
    "the mode from another",
    mode,
    send("mode.changed", fields.mode("night", "away")),
    "the mode before was night, expected home",
  ],
  ["no mode", mode, started, "(remote) it was node.started"],
  ["the device", device, send("device.changed", fields.device("lamp", "OFF", "ON")), null],
  [
    "another device",
    device,
    send("device.changed", fields.device("lock", "OFF", "ON")),
    "(remote) the device was lock, expected lamp",
  ],
  [
    "another state of it",
    device,
    send("device.changed", fields.device("lamp", "DIM", "OFF")),
    "the new state was OFF, expected ON; the state before was DIM, expected OFF",
  ],
  [
    "the state from another",
    device,
    send("device.changed", fields.device("lamp", "DIM", "ON")),
    "the state before was DIM, expected OFF",
  ],
  [
    "a state that is not known before",
    device,
    send("device.changed", { ...fields.device("lamp", "", "ON"), from: null }),
    "the state before was not known, expected OFF",
  ],
  [
    "the same state again",
    { trigger: "device", device: "lamp" },
    send("device.changed", fields.device("lamp", "ON", "ON")),
    "it only said again that it is ON",
  ],
  ["no device", device, started, "(remote) it was node.started"],
  ["the webhook", hook, send("webhook.called", { hook: "bell", payload: "" }), null],
  [
    "another webhook",
    hook,
    send("webhook.called", { hook: "gate", payload: "" }),
    "(remote) the webhook was gate, expected bell",
  ],
  ["no webhook", hook, started, "(remote) it was node.started"],
  ["the other node", node, ofNode("face.unknown", "back", "gate"), null],
  [
    "another event of it",
    node,
    ofNode("person.left", "back", "gate"),
    "(remote) the event was person.left, expected face.unknown",
  ],
  [
    "another node",
    node,
    ofNode("face.unknown", "side", null),
    "the node was side, expected back; camera was not known, expected gate",
  ],
  ["another camera of it", node, ofNode("face.unknown", "back", "door"), "camera was door, expected gate"],
  [
    "any other node",
    { trigger: "node", event: ["face.unknown"] },
    ofNode("face.unknown", "side", null),
    null,
  ],
  ["no other node", node, started, "(remote) it was node.started"],
  ["the power", { trigger: "power", to: ["empty"] }, power("empty"), null],
  ["any power", { trigger: "power" }, power("normal"), null],
  [
    "another power",
    { trigger: "power", to: ["empty"] },
    power("normal"),
    "the power was normal, expected empty",
  ],
  ["no power", { trigger: "power" }, started, "(remote) it was node.started"],
  ["the message", message, send("message.received", fields.message("bell/front", "ding")), null],
  [
    "any message",
    { trigger: "mqtt", topic: "bell/+" },
    send("message.received", fields.message("bell/x", "")),
    null,
  ],
  [
    "the message of before",
    message,
    send("message.received", fields.message("bell/front", "dong", true)),
    "the message was a retained one, which was there before; the message was dong, expected ding",
  ],
  [
    "a message that was there before",
    message,
    send("message.received", fields.message("bell/front", "ding", true)),
    "the message was a retained one, which was there before",
  ],
  [
    "another message",
    message,
    send("message.received", fields.message("bell/front", "dong")),
    "the message was dong, expected ding",
  ],
  [
    "another topic",
    message,
    send("message.received", fields.message("door/front", "ding")),
    "(remote) the topic was door/front, expected bell/+",
  ],
  ["no message", message, started, "(remote) it was node.started"],
];

const tick = send("clock.ticked", { which: "minute" });
const lost = (name: string) => send("sensor.lost", { sensor: name, why: "gone" });
const sensor: TriggerSource = { trigger: "sensor", lost: true, camera: ["front_door"], microphone: ["hall"] };

const MOMENTS: readonly Case[] = [
  ["the time", { trigger: "time", at: "12:00" }, tick, null],
  ["the time of a minute that was late", { trigger: "time", at: "11:59" }, tick, null],
  ["the time and the day", { trigger: "time", at: "12:00", weekdays: ["sun", "mon"] }, tick, null],
  [
    "another day",
    { trigger: "time", at: "12:00", weekdays: ["sat", "sun"] },
    tick,
    "the day was mon, expected sat or sun",
  ],
  ["another time", { trigger: "time", at: "12:01", weekdays: ["mon"] }, tick, "(remote) it was not 12:01"],
  ["sunrise", { trigger: "sun", at: "sunrise" }, tick, null],
  ["sunset", { trigger: "sun", at: "sunset" }, tick, "(remote) it was not sunset"],
  [
    "an hour after sunrise",
    { trigger: "sun", at: "sunrise", offset: 3_600_000 },
    tick,
    "(remote) it was not sunrise",
  ],
  ["a timer, which no event fires", { trigger: "timer", timer: "tea" }, tick, "(remote) it was clock.ticked"],
  [
    "a timer, though a sensor is lost",
    { trigger: "timer", timer: "tea" },
    lost("camera:x"),
    "(remote) it was sensor.lost",
  ],
  ["a camera", sensor, lost("camera:front_door"), null],
  ["a microphone", sensor, lost("microphone:hall"), null],
  [
    "a microphone of a camera's name",
    sensor,
    lost("microphone:front_door"),
    "(remote) the sensor was microphone:front_door, expected camera:front_door or microphone:hall",
  ],
  ["any sensor", { trigger: "sensor", lost: true }, lost("camera:garden"), null],
  [
    "one that is back",
    { trigger: "sensor", lost: false },
    send("sensor.recovered", { sensor: "camera:x", why: "" }),
    null,
  ],
  ["no sensor", { trigger: "sensor", lost: true }, started, "(remote) it was node.started"],
  ["the start", { trigger: "start" }, started, null],
  ["no start", { trigger: "start" }, tick, "(remote) it was clock.ticked"],
];

describe.each([
  ["heard", HEARD],
  ["faces", FACES],
  ["people", PEOPLE],
  ["the house", HOUSE],
  ["moments", MOMENTS],
] as const)("what a trigger says to what happens: %s", (_, cases) => {
  it.each(cases)("%s", (_what, trigger, event, expected) => {
    expect(told(trigger, event)).toBe(expected);
  });
});

const FIRING = [...HEARD, ...FACES, ...PEOPLE, ...HOUSE, ...MOMENTS].filter((one) => one[3] === null);
/** What looks at nothing but the time, or at where somebody is, whatever tells it. */
const isAnyway = (trigger: TriggerSource): boolean =>
  trigger.trigger === "time" ||
  trigger.trigger === "sun" ||
  (trigger.trigger === "person" && trigger.moving === undefined);

describe("a trigger takes nothing of another name, whatever is in it", () => {
  it.each(FIRING.filter(([, trigger]) => !isAnyway(trigger)))("%s", (_, trigger, event) => {
    const other = { ...event, name: "disk.low" } as unknown as GatehouseEvent;
    expect(told(trigger, other)).toBe("(remote) it was disk.low");
  });
});

it("says that it is not the sun's time where nobody has said where the house stands", () => {
  const found = mismatch({ trigger: "sun", at: "sunrise" }, tick, { rule: "r", ...context, sun: null });
  expect(found).toEqual({ detail: "it was not sunrise", isRemote: true });
});
