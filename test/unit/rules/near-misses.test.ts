import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { localClock } from "../../../src/rules/local-time.ts";
import { eventsAbout, nearMisses } from "../../../src/rules/near-misses.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of(`rules:
  - id: one
    triggers:
      - { trigger: device, device: lamp, to: "ON" }
      - { trigger: device, device: lamp, to: DIM }
      - { trigger: person, zone: porch }
      - { trigger: time, at: "12:00", weekdays: [sat] }
    actions: [{ action: lockdown }]
`);
const rule = house.program.rules.get("one")!.source;
const lamp = (state: string, device = "lamp"): GatehouseEvent =>
  house.event(1, "device.changed", fields.device(device, "?", state));
const told = (...events: readonly GatehouseEvent[]): string[] =>
  nearMisses(rule, { events, localTime: localClock("Europe/Berlin") }).flatMap(({ event, steps }) =>
    steps.map(({ path, result, detail, at }) => {
      expect([result, at]).toEqual(["false", event.at]);
      return `${event.id.replace(/\d+/, "")} ${path}: ${detail}`;
    }),
  );

describe("what came near a rule", () => {
  it("is an event that each of the triggers that listen to it refuses", () => {
    expect(told(lamp("OFF"))).toEqual([
      "e triggers/0: the new state was OFF, expected ON",
      "e triggers/1: the new state was OFF, expected DIM",
    ]);
  });

  it("is none that one of them takes, nor one about something else, nor one that none listens to", () => {
    expect(
      told(lamp("DIM"), lamp("OFF", "front_lock"), house.event(1, "node.started", { version: "1" })),
    ).toEqual([]);
  });

  it("is nothing, not an event with nothing to say, where all that it was about is something else", () => {
    const localTime = localClock("Europe/Berlin");
    expect(nearMisses(rule, { events: [lamp("OFF", "front_lock")], localTime })).toEqual([]);
  });

  it("is judged by where people were before", () => {
    const look = (zones: string[]): GatehouseEvent =>
      house.event(1, "face.unknown", fields.unknown({ zones }));
    expect(told(look([]), look(["porch"]), look(["porch"]))).toEqual([
      "e triggers/2: zone was not known, expected porch",
    ]);
  });

  it("is judged by the time of day", () => {
    expect(told(house.event(0, "clock.ticked", { which: "minute" }))).toEqual([
      "e triggers/3: the day was mon, expected sat",
    ]);
    expect(told(house.event(60, "clock.ticked", { which: "minute" }))).toEqual([]);
  });

  it("is found among the events of its triggers, and those that tell where people are, each once", () => {
    expect(eventsAbout(rule)).toEqual([
      ...["device.changed", "person.appeared", "person.moved", "face.recognized", "face.unknown"],
      ...["face.spoofed", "clock.ticked", "person.left", "sensor.lost"],
    ]);
  });
});
