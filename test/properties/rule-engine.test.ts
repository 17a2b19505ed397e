import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../src/events/catalogue.ts";
import type { Program } from "../../src/rules/program.ts";
import { initialState, parseState } from "../../src/rules/state.ts";
import { step } from "../../src/rules/step.ts";
import { houseWith } from "../fakes/checked-house.ts";
import { fields, NOON, RuleBench } from "../fakes/rule-bench.ts";

const RULES = `rules:
  - id: queue
    triggers: [{ trigger: face, unknown: true }, { trigger: person, zone: porch, for: 3s }]
    mode: queued
    max: 3
    actions: [{ action: record, until: person.left }, { wait: 4s }, { action: speak, text: "{{ trigger.track }}" }]
  - id: beside
    triggers: [{ trigger: person }, { trigger: mode, to: sentry }]
    mode: parallel
    max: 2
    conditions: ['mode != "night"', { condition: present }]
    actions: [{ wait: 2s }, { action: device, turn_on: lamp }]
  - id: again
    triggers: [{ trigger: device, device: lamp, for: 1s }, { trigger: mqtt, topic: "a/#" }]
    mode: restart
    actions: [{ action: mode, set: sentry }, { wait: 1s }, { action: mode, set: home }]
`;

const track = fc.integer({ min: 1, max: 4 }).map((number) => ({ track: number }));
const zoned = fc.tuple(track, fc.subarray(["porch"])).map(([over, zones]) => ({ ...over, zones }));
const happening = fc.oneof(
  zoned.map((over) => ["person.appeared", fields.appeared(over)] as const),
  track.map((over) => ["person.left", fields.left(over)] as const),
  zoned.map((over) => ["face.unknown", fields.unknown(over)] as const),
  track.map((over) => ["face.recognized", fields.known("anna", over)] as const),
  fc.constantFrom("home", "sentry", "night").map((to) => ["mode.changed", fields.mode("home", to)] as const),
  fc.constantFrom("ON", "OFF").map((to) => ["device.changed", fields.device("lamp", "?", to)] as const),
  fc.constant(["message.received", fields.message("a/b", "x")] as const),
  fc.constant(["sensor.lost", { sensor: "camera:front_door", why: "x" }] as const),
  fc.constant(["timer.fired", { which: "rules" }] as const),
  fc.constant(["clock.ticked", { which: "minute" }] as const),
);
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 3000 }), happening), { maxLength: 60 });

let program: Program;
beforeAll(async () => {
  program = (await houseWith(RULES)).program;
});

function events(given: readonly (readonly [number, readonly [string, object]])[]): GatehouseEvent[] {
  let t = 0;
  return given.map(([pause, [name, body]], index) => {
    t += pause;
    const stamp = {
      id: `e${index}`,
      v: 1,
      seq: index + 1,
      boot: "b",
      run: "r",
      source: "test",
      at: NOON + t,
      t,
    };
    return { ...stamp, name, ...body } as unknown as GatehouseEvent;
  });
}

const begin = () => initialState({ mode: "home", boot: "b", run: "r" });

describe("the rule engine", () => {
  it("does the same for the same events, also through a state that was stored", () => {
    fc.assert(
      fc.property(history, (given) => {
        let direct = begin();
        let stored = begin();
        for (const event of events(given)) {
          const first = step(program, direct, event);
          const second = step(program, stored, event);
          expect(second).toEqual(first);
          direct = first.state;
          stored = parseState(JSON.stringify(second.state)) ?? begin();
        }
      }),
      { numRuns: 60 },
    );
  });

  it("never asks twice under the same id, keeps its bounds, and leaves the given state alone", () => {
    fc.assert(
      fc.property(history, (given) => {
        let state = begin();
        const ids = new Set<string>();
        for (const event of events(given)) {
          const before = JSON.stringify(state);
          const result = step(program, state, event);
          expect(JSON.stringify(state)).toBe(before);
          for (const request of result.requests) {
            expect(ids.has(request.id)).toBe(false);
            ids.add(request.id);
          }
          const running = (rule: string): number =>
            result.state.runs.filter((run) => run.rule === rule).length;
          expect([running("queue") <= 1, running("again") <= 1, running("beside") <= 2]).toEqual([
            true,
            true,
            true,
          ]);
          expect(result.state.queued.length).toBeLessThanOrEqual(3);
          state = result.state;
        }
      }),
      { numRuns: 60 },
    );
  });

  it("finishes everything once nothing happens any more", () => {
    fc.assert(
      fc.property(history, (given) => {
        const house = new RuleBench(program);
        for (const [index, [pause, [name, body]]] of given.entries()) {
          house.send(index + pause / 10_000, name, body);
        }
        for (let rounds = 0; house.wakeAtT !== null && rounds < 100; rounds += 1)
          house.timer(house.wakeAtT / 1000);
        expect(house.state.runs).toEqual([]);
        expect(house.state.queued).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
