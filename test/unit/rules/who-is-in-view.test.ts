import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { fold, peopleInView, tracksOf } from "../../../src/rules/fold.ts";
import { initialState, type EngineState } from "../../../src/rules/state.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of("rules: []");
const empty = initialState({ mode: "home", boot: "b", run: "r" });

const after = (from: EngineState, ...events: readonly GatehouseEvent[]): EngineState =>
  events.reduce(fold, from);
const appeared = (over: Parameters<typeof fields.appeared>[0] = {}): GatehouseEvent =>
  house.event(1, "person.appeared", fields.appeared(over));
const known = (person: string, over: Parameters<typeof fields.known>[1] = {}): GatehouseEvent =>
  house.event(1, "face.recognized", fields.known(person, over));
const left = (over: Parameters<typeof fields.left>[0] = {}): GatehouseEvent =>
  house.event(1, "person.left", fields.left(over));
const lost = (sensor: string): GatehouseEvent => house.event(1, "sensor.lost", { sensor, why: "gone" });

describe("who is in view", () => {
  it("is told for one camera or for all: sorted, each once", () => {
    const state = after(
      empty,
      known("gert"),
      known("anna", { track: 2 }),
      known("anna", { camera: "garden" }),
      known("bert", { camera: "garden", track: 2 }),
      appeared({ track: 3 }),
    );
    expect(peopleInView(state)).toEqual(["anna", "bert", "gert"]);
    expect(peopleInView(state, "front_door")).toEqual(["anna", "gert"]);
    expect(peopleInView(state, "nowhere")).toEqual([]);
    expect(tracksOf(state, ["front_door"])).toHaveLength(3);
    expect(tracksOf(state)).toHaveLength(5);
  });

  it("is where they were seen last, and walks as they were seen to walk last", () => {
    const moved = house.event(1, "person.moved", fields.moved("leaving", { zones: ["path"] }));
    const state = after(empty, appeared(), known("anna"), moved);
    expect(state.tracks).toEqual({
      front_door: { 1: { person: "anna", group: "family", direction: "leaving", zones: ["path"] } },
    });
  });

  it.each([
    ["face.unknown", house.event(1, "face.unknown", fields.unknown())],
    ["face.spoofed", house.event(1, "face.spoofed", { ...fields.unknown(), person: "anna" })],
  ] as const)("is nobody known after %s, walking on", (_, event) => {
    const moved = house.event(1, "person.moved", fields.moved("approaching"));
    expect(after(empty, known("anna"), moved, event).tracks.front_door).toEqual({
      1: { person: null, group: null, direction: "approaching", zones: ["porch"] },
    });
  });

  it("begins anew with a track that appears", () => {
    const moved = house.event(1, "person.moved", fields.moved("approaching"));
    expect(after(empty, known("anna"), moved, appeared()).tracks.front_door).toEqual({
      1: { person: null, group: null, direction: null, zones: ["porch"] },
    });
  });

  it("are the others, when one leaves", () => {
    const state = after(
      empty,
      known("anna"),
      known("bert", { track: 2 }),
      known("gert", { camera: "garden" }),
    );
    expect(peopleInView(after(state, left()))).toEqual(["bert", "gert"]);
    expect(after(state, left({ camera: "side_door" })).tracks).toEqual({ ...state.tracks, side_door: {} });
  });

  it("is not known of a camera that is lost, and of no other", () => {
    const state = after(empty, known("anna"), known("bert", { camera: "garden" }));
    expect(after(state, lost("camera:front_door")).tracks).toEqual({
      front_door: {},
      garden: state.tracks.garden,
    });
    expect(after(state, lost("microphone:front_door"))).toBe(state);
    expect(after(state, lost("camera:side_door"))).toBe(state);
    expect(after(state, lost("camera"))).toBe(state);
  });

  it("are 64 of a camera at most; those are followed on, and other cameras have their own", () => {
    const crowd = Array.from({ length: 65 }, (_, index) => appeared({ track: index + 1 }));
    const state = after(empty, ...crowd);
    expect(Object.keys(state.tracks.front_door ?? {})).toHaveLength(64);
    expect(state.tracks.front_door).not.toHaveProperty("65");
    expect(peopleInView(after(state, known("anna", { track: 64 })))).toEqual(["anna"]);
    expect(peopleInView(after(state, known("bert", { camera: "garden" })))).toEqual(["bert"]);
  });
});

it("keeps the other rules switched off when one is switched on again", () => {
  const turn = (rule: string, enabled: boolean): GatehouseEvent =>
    house.event(1, "rule.switched", { rule, enabled, by: { kind: "command" } });
  const state = after(empty, turn("one", false), turn("other", false), turn("one", false));
  expect(state.off).toEqual(["other", "one"]);
  expect(after(state, turn("one", true)).off).toEqual(["other"]);
});

it("does not make a new state of a device that only says again how it is", () => {
  const state = after(empty, house.event(1, "device.changed", fields.device("lamp", "OFF", "ON")));
  expect(state.devices).toEqual({ lamp: "ON" });
  expect(after(state, house.event(2, "device.changed", fields.device("lamp", "OFF", "ON")))).toBe(state);
});
