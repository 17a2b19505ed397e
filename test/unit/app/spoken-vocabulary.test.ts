import { describe, expect, it } from "vitest";
import { findVocabularyFaults, spokenVocabulary } from "../../../src/app/spoken-vocabulary.ts";
import { GatehouseConfig } from "../../../src/config/schema/gatehouse.ts";

const lock = { type: "lock", state: { topic: "a" }, command: { topic: "b" } };
const config = GatehouseConfig.parse({
  node: "front",
  mqtt: "embedded",
  devices: {
    front_door: { ...lock, name: "Main Entrance!" },
    light_2: { type: "switch", command: { topic: "c" } },
  },
  modes: { home: {}, all_night: {} },
  voice: {
    lists: { room: ["hall"], mode: ["party"] },
    expansion_rules: { the: "[the|my]" },
  },
});

describe("what sentences may name", () => {
  it("are the names of the house and its people, as they are spoken", () => {
    expect(spokenVocabulary(config, ["Ana", "jean-luc"]).lists).toMatchObject({
      person: [
        { in: "ana", out: "Ana" },
        { in: "jean luc", out: "jean-luc" },
      ],
      lock: [
        { in: "front door", out: "front_door" },
        { in: "main entrance", out: "front_door" },
      ],
      switch: [{ in: "light two", out: "light_2" }],
      device: expect.arrayContaining([{ in: "light two", out: "light_2" }]) as unknown,
    });
  });

  it("are what the configuration says, before what is there anyway", () => {
    const { lists, rules } = spokenVocabulary(config, []);
    expect(lists).toMatchObject({ room: ["hall"], mode: ["party"] });
    expect(rules).toEqual({ the: "[the|my]" });
  });

  it("are no empty lists", () => {
    expect(Object.keys(spokenVocabulary(config, []).lists).sort()).toEqual(
      ["device", "lock", "mode", "room", "switch"].sort(),
    );
  });
});

it("finds lists and parts that cannot be spoken", () => {
  expect(
    findVocabularyFaults({ track: ["number 5"], room: ["hall"] }, { the: "[the|my]", open: "(open|" }),
  ).toMatchObject([
    { section: "lists", name: "track" },
    { section: "expansion_rules", name: "open", offset: 0 },
  ]);
});
