import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventsOf } from "../../../src/rules/listens.ts";
import { matches } from "../../../src/rules/match.ts";
import { mismatch } from "../../../src/rules/mismatch.ts";
import type { TriggerSource } from "../../../src/rules/source.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of("rules: []");

function told(
  trigger: TriggerSource,
  ...[name, body]: Parameters<RuleBench["send"]> extends [number, ...infer Rest] ? Rest : never
) {
  const event = house.event(1, name, body);
  return mismatch(trigger, event, { rule: "r", before: house.state, minutes: [], sun: null });
}

const face = { trigger: "face", unknown: false, spoofed: false } as const;

describe("why a trigger did not match", () => {
  it("names what was found and what was expected", () => {
    const trigger = { ...face, camera: ["front_door"], group: ["staff"] };
    expect(told(trigger, "face.recognized", fields.known("anna", { camera: "side_door" }))).toEqual({
      detail: "camera was side_door, expected front_door; group was family, expected staff",
      isRemote: false,
    });
  });

  it("says nothing where it matched", () => {
    expect(told({ ...face, camera: ["front_door"] }, "face.recognized", fields.known())).toBeNull();
  });

  it("tells another device from a state that does not fit", () => {
    const trigger = { trigger: "device", device: "front_lock", to: ["UNLOCKED"] } as const;
    expect(told(trigger, "device.changed", fields.device("lamp", "OFF", "ON"))).toMatchObject({
      isRemote: true,
    });
    expect(told(trigger, "device.changed", fields.device("front_lock", "JAMMED", "LOCKED"))).toEqual({
      detail: "the new state was LOCKED, expected UNLOCKED",
      isRemote: false,
    });
  });

  it("agrees with the engine about every event", async () => {
    const names = ["front_door", "garden"] as const;
    const some = <T>(of: readonly T[]) =>
      fc.option(fc.subarray([...of], { minLength: 1 }), { nil: undefined });
    const triggers = fc.oneof(
      fc.record({
        trigger: fc.constant("face" as const),
        unknown: fc.boolean(),
        spoofed: fc.constant(false),
        camera: some(names),
        zone: some(["porch"]),
        group: some(["family", "staff"]),
      }),
      fc.record({
        trigger: fc.constant("person" as const),
        left: fc.boolean(),
        camera: some(names),
        zone: some(["porch"]),
        moving: some(["approaching", "leaving"] as const),
      }),
      fc.record({
        trigger: fc.constant("mode" as const),
        to: some(["home", "away"]),
        from: some(["home", "away"]),
      }),
      fc.record({
        trigger: fc.constant("device" as const),
        device: fc.constantFrom("lamp", "front_lock"),
        to: some(["ON", "OFF"]),
      }),
      fc.record({
        trigger: fc.constant("mqtt" as const),
        topic: fc.constantFrom("a/#", "b"),
        payload: fc.constantFrom(undefined, "x"),
      }),
    ) as fc.Arbitrary<TriggerSource>;
    const where = fc.record({
      camera: fc.constantFrom(...names),
      zones: fc.subarray(["porch"]),
      track: fc.constantFrom(1, 2),
    });
    const event = fc.oneof(
      where.map((over) => house.event(1, "person.appeared", fields.appeared(over))),
      where.map((over) => house.event(1, "person.left", fields.left(over))),
      where.map((over) => house.event(1, "person.moved", fields.moved("approaching", over))),
      where.map((over) => house.event(1, "face.recognized", fields.known("anna", over))),
      where.map((over) => house.event(1, "face.unknown", fields.unknown(over))),
      fc.constantFrom("home", "away").map((to) => house.event(1, "mode.changed", fields.mode("home", to))),
      fc
        .constantFrom("ON", "OFF")
        .map((to) => house.event(1, "device.changed", fields.device("lamp", "OFF", to))),
      fc
        .constantFrom("a/b", "b")
        .map((topic) => house.event(1, "message.received", fields.message(topic, "x"))),
    );
    const { program } = await houseWith(
      "rules: [{ id: r, triggers: [{ trigger: start }], actions: [{ action: snapshot, camera: garden }] }]",
    );
    const rule = program.rules.get("r")!;
    const tracks = { front_door: { 1: { zones: ["porch"], person: null, group: null, direction: null } } };
    const before = { ...house.state, tracks };
    fc.assert(
      fc.property(triggers, event, (trigger, happened) => {
        fc.pre(eventsOf(trigger).includes(happened.name));
        const found = mismatch(trigger, happened, { rule: "r", before, minutes: [], sun: null });
        expect(found === null).toBe(matches(trigger, happened, { rule, before, minutes: [], sun: null }));
      }),
    );
  });
});
