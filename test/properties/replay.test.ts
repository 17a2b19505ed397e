import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Program } from "../../src/rules/program.ts";
import { replay } from "../../src/rules/replay.ts";
import { houseWith } from "../fakes/checked-house.ts";
import { JournalledRules } from "../fakes/journalled-rules.ts";
import { fields, NOON } from "../fakes/rule-bench.ts";

const RULES = `rules:
  - id: queue
    triggers: [{ trigger: face, unknown: true }, { trigger: person, zone: porch, for: 3s }]
    mode: queued
    max: 3
    actions: [{ action: record, until: person.left }, { wait: 4s }, { action: speak, text: "{{ trigger.track }}" }]
  - id: lights
    triggers: [{ trigger: person }, { trigger: mode, to: sentry }]
    mode: restart
    actions: [{ wait: 2s }, { action: device, turn_on: lamp }]
  - id: watch
    triggers: [{ trigger: device, device: lamp, to: "ON", for: 1s }, { trigger: mqtt, topic: "a/#" }]
    conditions: ['mode != "night"']
    mode: restart
    actions: [{ action: mode, set: sentry }, { wait: 1s }, { action: mode, set: home }]
`;

const track = fc.integer({ min: 1, max: 3 }).map((number) => ({ track: number, zones: ["porch"] }));
const happening = fc.oneof(
  track.map((over) => ["person.appeared", fields.appeared(over)] as const),
  track.map((over) => ["person.left", fields.left(over)] as const),
  track.map((over) => ["face.unknown", fields.unknown(over)] as const),
  fc.constantFrom("home", "night").map((to) => ["mode.changed", fields.mode("home", to)] as const),
  fc.constant(["message.received", fields.message("a/b", "x")] as const),
  fc.constant("restart" as const),
);
const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 6000 }), happening), {
  minLength: 1,
  maxLength: 40,
});

let program: Program;
beforeAll(async () => {
  program = (await houseWith(RULES)).program;
});

function lived(
  given: readonly (readonly [number, "restart" | Parameters<JournalledRules["happen"]>[1]])[],
  lateMs: number,
) {
  const house = new JournalledRules(program, lateMs);
  let t = 0;
  for (const [pause, what] of given) {
    t += pause;
    if (what === "restart") house.restart(t);
    else house.happen(t, what);
  }
  house.rest(t + 60_000);
  return house;
}

describe("a replay through the same rules", () => {
  it("asks for the same, however late the timers were and whenever the daemon was restarted", () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: 200 }), (given, lateMs) => {
        const { events, begin } = lived(given, lateMs);
        const found = replay(program, { events, begin, fromAt: NOON, guardedModes: [] });
        const made = events.filter(({ name }) => name === "request.made").length;
        expect(found).toEqual({ differences: [], same: made, leftOut: 0 });
      }),
      { numRuns: 100 },
    );
  });

  it("through no rules asks for nothing, and leaves out everything that followed", async () => {
    const none = (await houseWith("rules: []")).program;
    fc.assert(
      fc.property(history, (given) => {
        const { events, begin } = lived(given, 3);
        const found = replay(none, { events, begin, fromAt: NOON, guardedModes: [] });
        expect(found.differences.every(({ kind }) => kind === "gone")).toBe(true);
        expect(found.differences.length).toBe(events.filter(({ name }) => name === "request.made").length);
      }),
      { numRuns: 30 },
    );
  });
});
