import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench } from "../../fakes/rule-bench.ts";

const rule = (trigger: string): string =>
  `rules:\n  - id: one\n    triggers: [{ ${trigger} }]\n    actions: [{ action: speak, text: yes }]\n`;
const bench = (trigger: string): Promise<RuleBench> => RuleBench.of(rule(trigger));

describe("triggers", () => {
  it("voice: the rule's own sentence", async () => {
    const house = await bench('trigger: voice, sentences: ["turn on the lamp"]');
    expect(asked(house.send(1, "voice.commanded", fields.command("other")))).toEqual([]);
    expect(asked(house.send(2, "voice.commanded", fields.command("one")))).toEqual(["speak:yes"]);
  });

  it("wake", async () => {
    const house = await bench("trigger: wake, microphone: hall");
    expect(asked(house.send(1, "voice.woken", { microphone: "attic", phrase: "hey" }))).toEqual([]);
    expect(asked(house.send(2, "voice.woken", { microphone: "hall", phrase: "hey" }))).toEqual(["speak:yes"]);
  });

  it("sound", async () => {
    const house = await bench("trigger: sound, label: impact, microphone: hall");
    const sound = { label: "impact", microphone: "hall", confidence: 0.7 };
    expect(asked(house.send(1, "sound.detected", { ...sound, microphone: "attic" }))).toEqual([]);
    expect(asked(house.send(2, "sound.detected", { ...sound, label: "bark" }))).toEqual([]);
    expect(asked(house.send(3, "sound.detected", sound))).toEqual(["speak:yes"]);
  });

  it("face: group, person, camera and zone must fit", async () => {
    const house = await bench("trigger: face, group: family, camera: front_door, zone: porch");
    const stranger = { ...fields.known("gert"), group: "staff" };
    expect(asked(house.send(1, "face.recognized", stranger))).toEqual([]);
    expect(asked(house.send(2, "face.recognized", fields.known("anna", { camera: "garden" })))).toEqual([]);
    expect(asked(house.send(3, "face.recognized", fields.known("anna", { zones: [] })))).toEqual([]);
    expect(asked(house.send(4, "face.unknown", fields.unknown()))).toEqual([]);
    expect(asked(house.send(5, "face.recognized", fields.known()))).toEqual(["speak:yes"]);
  });

  it("face: unknown and spoofed", async () => {
    const unknown = await bench("trigger: face, unknown: true");
    expect(asked(unknown.send(1, "face.recognized", fields.known()))).toEqual([]);
    expect(asked(unknown.send(2, "face.unknown", fields.unknown()))).toEqual(["speak:yes"]);
    const spoofed = await bench("trigger: face, spoofed: true");
    expect(asked(spoofed.send(1, "face.spoofed", { ...fields.unknown(), person: null }))).toEqual([
      "speak:yes",
    ]);
  });

  it("person: comes, enters a zone later, leaves", async () => {
    const comes = await bench("trigger: person, camera: front_door");
    expect(asked(comes.send(1, "person.appeared", fields.appeared()))).toEqual(["speak:yes"]);
    const enters = await bench("trigger: person, zone: porch");
    expect(asked(enters.send(1, "person.appeared", fields.appeared({ zones: [] })))).toEqual([]);
    expect(asked(enters.send(2, "face.unknown", fields.unknown()))).toEqual(["speak:yes"]);
    expect(asked(enters.send(3, "face.unknown", fields.unknown()))).toEqual([]);
    const leaves = await bench("trigger: person, left: true");
    expect(asked(leaves.send(1, "person.left", fields.left()))).toEqual(["speak:yes"]);
  });

  it("person: comes nearer, or goes away, and nothing else", async () => {
    const nearer = await bench("trigger: person, camera: front_door, zone: porch, moving: approaching");
    expect(asked(nearer.send(1, "person.appeared", fields.appeared()))).toEqual([]);
    expect(asked(nearer.send(2, "person.moved", fields.moved("leaving")))).toEqual([]);
    expect(asked(nearer.send(3, "person.moved", fields.moved("approaching", { zones: [] })))).toEqual([]);
    expect(asked(nearer.send(4, "person.moved", fields.moved("approaching", { camera: "garden" })))).toEqual(
      [],
    );
    expect(asked(nearer.send(5, "face.recognized", fields.known()))).toEqual([]);
    expect(asked(nearer.send(6, "person.left", fields.left()))).toEqual([]);
    expect(asked(nearer.send(7, "person.moved", fields.moved("approaching")))).toEqual(["speak:yes"]);
    const either = await bench("trigger: person, moving: [approaching, leaving]");
    expect(asked(either.send(1, "person.moved", fields.moved("leaving")))).toEqual(["speak:yes"]);
  });

  it("person: a turn shows that a zone was entered, and is no coming of its own", async () => {
    const enters = await bench("trigger: person, zone: porch");
    enters.send(1, "person.appeared", fields.appeared({ zones: [] }));
    expect(asked(enters.send(2, "person.moved", fields.moved("approaching")))).toEqual(["speak:yes"]);
    expect(asked(enters.send(3, "person.moved", fields.moved("leaving")))).toEqual([]);
    const comes = await bench("trigger: person");
    expect(asked(comes.send(2, "person.moved", fields.moved("approaching")))).toEqual([]);
  });

  it("mode: from and to", async () => {
    const house = await bench("trigger: mode, from: home, to: [away, sentry]");
    expect(asked(house.send(1, "mode.changed", fields.mode("night", "away")))).toEqual([]);
    expect(asked(house.send(2, "mode.changed", fields.mode("home", "sentry")))).toEqual(["speak:yes"]);
  });

  it("device: a change of state, not a repetition", async () => {
    const house = await bench("trigger: device, device: front_lock, to: UNLOCKED");
    expect(
      asked(house.send(1, "device.changed", fields.device("front_lock", "UNLOCKED", "UNLOCKED"))),
    ).toEqual([]);
    expect(asked(house.send(2, "device.changed", fields.device("front_lock", "LOCKED", "UNLOCKED")))).toEqual(
      ["speak:yes"],
    );
  });

  it("mqtt: topic and payload, never a retained message", async () => {
    const house = await bench('trigger: mqtt, topic: "bell/+", payload: ding');
    expect(asked(house.send(1, "message.received", fields.message("bell/front", "ding", true)))).toEqual([]);
    expect(asked(house.send(2, "message.received", fields.message("bell/front", "dong")))).toEqual([]);
    expect(asked(house.send(3, "message.received", fields.message("bell/front", "ding")))).toEqual([
      "speak:yes",
    ]);
  });

  it("sensor: lost, or back", async () => {
    const house = await bench("trigger: sensor, camera: front_door");
    expect(asked(house.send(1, "sensor.lost", { sensor: "camera:garden", why: "x" }))).toEqual([]);
    expect(asked(house.send(2, "sensor.lost", { sensor: "camera:front_door", why: "x" }))).toEqual([
      "speak:yes",
    ]);
  });

  it("start", async () => {
    const house = await bench("trigger: start");
    expect(asked(house.send(1, "node.started", { version: "1" }))).toEqual(["speak:yes"]);
  });

  it("fire a rule once for one event, and not at all when it is switched off", async () => {
    const twice = await RuleBench.of(rule("trigger: person }, { trigger: person, camera: front_door"));
    expect(asked(twice.send(1, "person.appeared", fields.appeared()))).toEqual(["speak:yes"]);
    const off = await RuleBench.of(rule("trigger: start").replace("id: one", "id: one\n    enabled: false"));
    expect(asked(off.send(1, "node.started", { version: "1" }))).toEqual([]);
  });
});
