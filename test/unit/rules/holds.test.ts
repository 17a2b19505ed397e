import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rule = (trigger: string): string =>
  `rules:\n  - id: one\n    triggers: [{ ${trigger} }]\n    actions: [{ action: speak, text: yes }]\n`;

describe("a trigger with for:", () => {
  it("fires when somebody stays, once", async () => {
    const house = await RuleBench.of(rule("trigger: person, zone: porch, for: 20s"));
    expect(asked(house.send(0, "person.appeared", fields.appeared()))).toEqual([]);
    expect(house.wakeAtT).toBe(20_000);
    expect(asked(house.timer(20))).toEqual(["speak:yes"]);
    expect(asked(house.timer(60))).toEqual([]);
  });

  it("does not fire when the person leaves, leaves the zone, or the camera is lost", async () => {
    const endings: ((house: RuleBench) => void)[] = [
      (house) => void house.send(10, "person.left", fields.left()),
      (house) => void house.send(10, "face.unknown", fields.unknown({ zones: [] })),
      (house) => void house.send(10, "sensor.lost", { sensor: "camera:front_door", why: "gone" }),
      (house) => void house.restart(10),
    ];
    for (const ending of endings) {
      const house = await RuleBench.of(rule("trigger: person, zone: porch, for: 20s"));
      house.send(0, "person.appeared", fields.appeared());
      ending(house);
      expect(house.wakeAtT).toBeNull();
      expect(asked(house.timer(20))).toEqual([]);
    }
  });

  it("goes on when somebody else leaves", async () => {
    const house = await RuleBench.of(rule("trigger: person, for: 20s"));
    house.send(0, "person.appeared", fields.appeared());
    house.send(5, "person.left", fields.left({ track: 2 }));
    expect(asked(house.timer(20))).toEqual(["speak:yes"]);
  });

  it("waits for a device to stay in its state, over a restart too", async () => {
    const house = await RuleBench.of(rule("trigger: device, device: front_lock, to: UNLOCKED, for: 5m"));
    house.send(0, "device.changed", fields.device("front_lock", "LOCKED", "UNLOCKED"));
    house.restart(100);
    expect(asked(house.timer(300))).toEqual(["speak:yes"]);
    house.send(400, "device.changed", fields.device("front_lock", "LOCKED", "UNLOCKED"));
    house.send(500, "device.changed", fields.device("front_lock", "UNLOCKED", "LOCKED"));
    expect(asked(house.timer(800))).toEqual([]);
  });

  it("is not waited for when 200 others are, and says so", async () => {
    const house = await RuleBench.of(rule("trigger: person, for: 20s"));
    for (let track = 1; track <= 200; track += 1)
      house.send(0, "person.appeared", fields.appeared({ track }));
    const refused = house.send(1, "person.appeared", fields.appeared({ track: 201 }));
    expect(told(refused)).toEqual(["one stopped: too many are waited for already"]);
    expect(house.state.holds).toHaveLength(200);
  });

  it("waits for somebody to go on coming nearer: not for one who turns round or leaves", async () => {
    const trigger = "trigger: person, moving: approaching, for: 5s";
    const stays = await RuleBench.of(rule(trigger));
    stays.send(0, "person.moved", fields.moved("approaching"));
    expect(asked(stays.timer(5))).toEqual(["speak:yes"]);
    for (const end of ["person.moved", "person.left"] as const) {
      const house = await RuleBench.of(rule(trigger));
      house.send(0, "person.moved", fields.moved("approaching"));
      if (end === "person.moved") house.send(2, end, fields.moved("leaving"));
      else house.send(2, end, fields.left());
      expect(asked(house.timer(5))).toEqual([]);
    }
  });

  it("waits for a mode to stay", async () => {
    const house = await RuleBench.of(rule("trigger: mode, to: away, for: 10s"));
    house.send(0, "mode.changed", fields.mode("home", "away"));
    house.send(5, "mode.changed", fields.mode("away", "home"));
    expect(asked(house.timer(10))).toEqual([]);
    house.send(20, "mode.changed", fields.mode("home", "away"));
    expect(asked(house.timer(30))).toEqual(["speak:yes"]);
  });
});

describe("what does not last long enough", () => {
  it("leaves a trace that says how long it lasted and what ended it", async () => {
    const house = await RuleBench.of(rule("trigger: person, zone: porch, for: 20s"));
    house.send(0, "person.appeared", fields.appeared());
    const ended = house.send(12, "person.left", fields.left());
    expect(told(ended)).toEqual(["one not-triggered: did not stay so for 20 s: person.left after 12 s"]);
  });
});
