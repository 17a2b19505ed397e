import { describe, expect, it } from "vitest";
import { asked, fields, RuleBench, told } from "../../fakes/rule-bench.ts";

const rule = (condition: string): string =>
  `rules:\n  - id: one\n    triggers: [{ trigger: mqtt, topic: go }]\n    conditions:\n      - ${condition}\n    actions: [{ action: speak, text: yes }]\n`;

async function holds(
  condition: string,
  prepare: (house: RuleBench) => void = () => undefined,
): Promise<boolean> {
  const house = await RuleBench.of(rule(condition));
  prepare(house);
  return asked(house.send(60, "message.received", fields.message("go", '{"level": 3}'))).length === 1;
}

describe("conditions", () => {
  it("ask for the mode", async () => {
    const toSentry = (house: RuleBench): void =>
      void house.send(1, "mode.changed", fields.mode("home", "sentry"));
    expect(await holds('mode == "home"')).toBe(true);
    expect(await holds('mode == "home"', toSentry)).toBe(false);
    expect(await holds("{ condition: mode, is: [sentry, away] }", toSentry)).toBe(true);
    expect(await holds("{ condition: mode, is: sentry }")).toBe(false);
  });

  it("ask for devices; one that was never heard of is unknown", async () => {
    const on = (house: RuleBench): void =>
      void house.send(1, "device.changed", fields.device("lamp", "OFF", "ON"));
    expect(await holds('devices.lamp == "unknown"')).toBe(true);
    expect(await holds('devices.lamp == "ON"', on)).toBe(true);
    expect(await holds("{ condition: device, device: lamp, is: ON }", on)).toBe(true);
    expect(await holds("{ condition: device, device: lamp, is: ON }")).toBe(false);
  });

  it("ask who is in view, until they leave or the camera is lost", async () => {
    const comes = (house: RuleBench): void => void house.send(1, "face.recognized", fields.known("anna"));
    const goes = (house: RuleBench): void => {
      comes(house);
      house.send(2, "person.left", fields.left());
    };
    const lost = (house: RuleBench): void => {
      comes(house);
      house.send(2, "sensor.lost", { sensor: "camera:front_door", why: "gone" });
    };
    expect(await holds("'\"anna\" in people'", comes)).toBe(true);
    expect(await holds("people.exists(name, name == 'anna')", comes)).toBe(true);
    expect(await holds("cameras.front_door.count == 1", comes)).toBe(true);
    expect(await holds("{ condition: present, group: family }", comes)).toBe(true);
    expect(await holds("{ condition: present, person: bert }", comes)).toBe(false);
    expect(await holds("{ condition: present, camera: garden }", comes)).toBe(false);
    expect(await holds("{ condition: present }", goes)).toBe(false);
    expect(await holds("{ condition: present, is: false }", lost)).toBe(true);
  });

  it("ask who comes nearer, until they turn round or leave", async () => {
    const nearer = (house: RuleBench): void => {
      house.send(1, "person.appeared", fields.appeared());
      house.send(2, "person.moved", fields.moved("approaching"));
      house.send(3, "face.recognized", fields.known("anna"));
    };
    const turned = (house: RuleBench): void => {
      nearer(house);
      house.send(4, "person.moved", fields.moved("leaving"));
    };
    expect(await holds("cameras.front_door.approaching == 1", nearer)).toBe(true);
    expect(await holds('cameras.front_door.leaving == 1 || !("anna" in people)', nearer)).toBe(false);
    expect(
      await holds("cameras.front_door.approaching == 0 && cameras.front_door.leaving == 1", turned),
    ).toBe(true);
    expect(
      await holds("cameras.front_door.approaching == 1", (house) => {
        nearer(house);
        house.send(5, "person.left", fields.left());
      }),
    ).toBe(false);
  });

  it("ask for the time of day, also over midnight", async () => {
    expect(await holds('{ condition: time, after: "11:00", before: "13:00" }')).toBe(true);
    expect(await holds('{ condition: time, after: "22:00", before: "06:00" }')).toBe(false);
    expect(await holds('{ condition: time, after: "22:00", before: "12:30" }')).toBe(true);
    expect(await holds("{ condition: time, weekdays: [sat, sun] }")).toBe(false);
    expect(await holds('now.hour == 12 && now.weekday == "mon"')).toBe(true);
  });

  it("look into messages, and fail loudly where the message has no such key", async () => {
    expect(await holds("trigger.json.level > 2")).toBe(true);
    expect(await holds("has(trigger.json.other)")).toBe(false);
    const house = await RuleBench.of(rule("trigger.json.other > 2"));
    const result = house.send(1, "message.received", fields.message("go", "{}"));
    expect(told(result)).toEqual([expect.stringMatching(/^one error: trigger.json.other > 2: .*other/)]);
  });

  it("ask for somebody of a group or a name, whom nobody else stands in for", async () => {
    const others = (house: RuleBench): void => {
      house.send(1, "person.appeared", fields.appeared());
      house.send(2, "face.recognized", { ...fields.known("gert", { track: 2 }), group: "staff" });
    };
    expect(await holds("{ condition: present }", others)).toBe(true);
    expect(await holds("{ condition: present, group: family }", others)).toBe(false);
    expect(await holds("{ condition: present, person: anna }", others)).toBe(false);
    expect(await holds("{ condition: present, person: [anna, gert], group: [family, staff] }", others)).toBe(
      true,
    );
    expect(await holds("{ condition: present, person: gert, group: family }", others)).toBe(false);
    expect(await holds("{ condition: present, group: family, is: false }", others)).toBe(true);
  });

  it("fail loudly where they are neither true nor false", async () => {
    const house = await RuleBench.of(rule("trigger.json.level"));
    expect(told(house.send(1, "message.received", fields.message("go", '{"level": 3}')))).toEqual([
      "one error: trigger.json.level (trigger.json.level = 3): neither true nor false",
    ]);
  });

  it.each([
    ['trigger.payload == "x"', "y", 'trigger.payload == "x" (trigger.payload = "y")'],
    ["has(trigger.json.a) && trigger.json.a == 1", "{}", "(trigger.json.a = nothing)"],
    [
      "trigger.json != null && trigger.json.a == 1",
      "null",
      "(trigger.json = nothing, trigger.json.a = nothing)",
    ],
    ["trigger.json == 1", "[1]", "(trigger.json = [1])"],
    ['trigger.payload == "x"', "y".repeat(100), `(trigger.payload = "${"y".repeat(79)})`],
    ["1 == 2", "", "1 == 2"],
  ])("are told with what is in them: %s", async (condition, payload, expected) => {
    const house = await RuleBench.of(rule(`'${condition}'`));
    const [what = ""] = told(house.send(1, "message.received", fields.message("go", payload)));
    expect(what).toMatch(/^one condition-false: /);
    expect(what.endsWith(expected)).toBe(true);
  });

  it.each([
    ["{ condition: mode, is: [away, night] }", "mode is home, wanted away or night"],
    ["{ condition: device, device: lamp, is: [ON, DIM] }", "lamp is unknown, wanted ON or DIM"],
    ['{ condition: time, after: "13:00" }', "it is mon 12:01"],
    ["{ condition: present, camera: garden }", "0 in view who would count"],
  ])("are told in words where they have a form: %s", async (condition, expected) => {
    const house = await RuleBench.of(rule(condition));
    expect(told(house.send(60, "message.received", fields.message("go", "")))).toEqual([
      `one condition-false: ${expected}`,
    ]);
  });

  it.each([
    ['after: "12:01"', true],
    ['after: "12:02"', false],
    ['before: "12:02"', true],
    ['before: "12:01"', false],
    ['after: "12:01", before: "12:01"', false],
    ['after: "12:02", before: "12:01"', false],
    ['after: "12:01", before: "11:00"', true],
    ['after: "13:00", before: "12:02"', true],
    ["weekdays: [mon]", true],
    ['after: "13:00", weekdays: [mon]', false],
  ])("know when a time begins and ends: %s, at 12:01", async (window, expected) => {
    expect(await holds(`{ condition: time, ${window} }`)).toBe(expected);
  });

  it("are told in the trace with the values they were judged by", async () => {
    const house = await RuleBench.of(rule('mode == "away"'));
    const result = house.send(1, "message.received", fields.message("go", ""));
    expect(told(result)).toEqual(['one condition-false: mode == "away" (mode = "home")']);
  });
});
