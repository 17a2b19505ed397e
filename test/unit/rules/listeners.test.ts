import { expect, it } from "vitest";
import { matches } from "../../../src/rules/match.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - { id: any-face, triggers: [{ trigger: face }], actions: [{ action: snapshot, camera: garden }] }
  - { id: garden, triggers: [{ trigger: face, camera: garden }, { trigger: mode, to: [away, home] }], actions: [{ action: snapshot, camera: garden }] }
  - { id: both, triggers: [{ trigger: face, camera: [front_door, garden] }], actions: [{ action: snapshot, camera: garden }] }
  - { id: any-mode, triggers: [{ trigger: mode, from: home }], actions: [{ action: snapshot, camera: garden }] }
  - { id: lamp, triggers: [{ trigger: device, device: lamp }], actions: [{ action: snapshot, camera: garden }] }
  - { id: lock, triggers: [{ trigger: device, device: front_lock }], actions: [{ action: snapshot, camera: garden }] }
  - { id: bell, triggers: [{ trigger: mqtt, topic: bell }], actions: [{ action: snapshot, camera: garden }] }
  - { id: topics, triggers: [{ trigger: mqtt, topic: "+" }], actions: [{ action: snapshot, camera: garden }] }
  - { id: told, triggers: [{ trigger: voice, sentences: [hello] }], actions: [{ action: snapshot, camera: garden }] }
  - { id: lost, triggers: [{ trigger: sensor, camera: garden }], actions: [{ action: snapshot, camera: garden }] }
`;

it("finds whatever matches, in the order of the rules, and leaves out what is about something else", async () => {
  const { program } = await houseWith(RULES);
  const house = new RuleBench(program);
  const events = [
    house.event(1, "face.recognized", fields.known("anna", { camera: "garden" })),
    house.event(1, "face.recognized", fields.known("anna", { camera: "side_door" })),
    house.event(1, "mode.changed", fields.mode("home", "away")),
    house.event(1, "mode.changed", fields.mode("home", "night")),
    house.event(1, "device.changed", fields.device("lamp", "OFF", "ON")),
    house.event(1, "device.changed", fields.device("other", "OFF", "ON")),
    house.event(1, "message.received", fields.message("bell", "")),
    house.event(1, "message.received", fields.message("gong", "")),
    house.event(1, "voice.commanded", fields.command("told")),
    house.event(1, "sensor.lost", { sensor: "camera:garden", why: "gone" }),
    house.event(1, "sensor.lost", { sensor: "camera:front_door", why: "gone" }),
    house.event(1, "voice.commanded", fields.command("lost")),
    house.event(1, "node.stopped", { why: "test" }),
  ];
  const found = events.map((event) => program.listeners(event).map(({ rule }) => rule.id));
  expect(found).toEqual([
    ["any-face", "garden", "both"],
    ["any-face"],
    ["garden", "any-mode"],
    ["any-mode"],
    ["lamp"],
    [],
    ["bell", "topics"],
    ["topics"],
    ["told"],
    ["lost"],
    [],
    [],
    [],
  ]);
  for (const event of events) {
    const matching = [...program.rules.values()].filter((rule) =>
      rule.triggers.some((trigger) =>
        matches(trigger, event, { rule, before: house.state, minutes: [], sun: null }),
      ),
    );
    expect(program.listeners(event).map(({ rule }) => rule.id)).toEqual(
      expect.arrayContaining(matching.map(({ id }) => id)),
    );
  }
});
