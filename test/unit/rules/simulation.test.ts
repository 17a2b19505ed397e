import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { Simulation, type Happening } from "../../../src/rules/simulation.ts";
import { initialState } from "../../../src/rules/state.ts";
import { fields, NOON, RuleBench } from "../../fakes/rule-bench.ts";

const RULES = `rules:
  - id: light
    triggers: [{ trigger: mqtt, topic: go }]
    actions: [{ wait: 10s }, { action: lockdown }]
`;
const TIMED = `${RULES}  - { id: noon, triggers: [{ trigger: time, at: "12:01" }], actions: [{ action: lockdown }] }\n`;

async function simulated(rules = RULES, patienceMs?: number) {
  const bench = await RuleBench.of(rules);
  const begin = initialState({ mode: "home", boot: bench.boot, run: bench.run });
  const world = new Simulation(bench.program, begin, patienceMs === undefined ? undefined : { patienceMs });
  const message = (seconds: number, topic: string): GatehouseEvent =>
    bench.event(seconds, "message.received", fields.message(topic, ""));
  return { bench, world, message };
}
const told = (happened: readonly Happening[]): string[] =>
  happened.map(({ event, requests }) => `${event.t / 1000} ${event.name} ${requests.length}`);

describe("a simulation", () => {
  it("wakes the rules when they asked for it, before an event that comes later or in that moment", async () => {
    const { world, message } = await simulated();
    expect(world.isWaiting).toBe(false);
    expect(told(world.take(message(1, "go")))).toEqual(["1 message.received 0"]);
    expect(world.isWaiting).toBe(true);
    expect(told(world.take(message(10.9, "x")))).toEqual(["10.9 message.received 0"]);
    expect(told(world.take(message(11, "x")))).toEqual(["11 timer.fired 1", "11 message.received 0"]);
    expect(world.isWaiting).toBe(false);
  });

  it("has times by both clocks, and ids of its own", async () => {
    const { bench, world, message } = await simulated();
    world.take(message(1, "go"));
    const [woken] = world.pass(60_000);
    expect(woken?.event).toMatchObject({
      ...{ name: "timer.fired", source: "brain", id: "tick-1", t: 11_000, at: NOON + 11_000, seq: 0 },
      ...{ boot: bench.boot, run: bench.run },
    });
    world.take(message(70, "go"));
    expect(world.pass(80_000)[0]?.event).toMatchObject({ id: "tick-2", at: NOON + 80_000 });
    expect(world.pass(200_000)).toEqual([]);
  });

  it("leaves timers to the events themselves, for as long as it is patient", async () => {
    const { world, message } = await simulated(RULES, 250);
    world.take(message(1, "go"));
    expect(told(world.take(message(11.249, "x")))).toEqual(["11.249 message.received 1"]);
    world.take(message(20, "go"));
    expect(told(world.take(message(30.25, "x")))).toEqual(["30 timer.fired 1", "30.25 message.received 0"]);
  });

  it("lives through minutes only where a rule asks for the time", async () => {
    const plain = await simulated();
    plain.world.take(plain.message(5, "x"));
    expect(plain.world.pass(600_000)).toEqual([]);
    const timed = await simulated(TIMED);
    timed.world.take(timed.message(5, "x"));
    expect(told(timed.world.pass(180_000))).toEqual([
      "60 clock.ticked 1",
      "120 clock.ticked 0",
      "180 clock.ticked 0",
    ]);
  });

  it("takes minutes and timers in their order; the timer first in one moment", async () => {
    const { world, message } = await simulated(TIMED);
    world.take(message(50, "go"));
    expect(told(world.pass(60_000))).toEqual(["60 timer.fired 1", "60 clock.ticked 1"]);
    world.take(message(115, "go"));
    expect(told(world.pass(125_000))).toEqual(["120 clock.ticked 0", "125 timer.fired 1"]);
  });

  it("lives through nothing while nobody ran: what was due then comes with the start", async () => {
    const { bench, world, message } = await simulated();
    world.take(message(1, "go"));
    bench.run = "run-2";
    expect(told(world.take(bench.event(60, "node.started", { version: "1" })))).toEqual([
      "60 node.started 1",
    ]);
    world.take(message(61, "go"));
    bench.boot = "boot-2";
    expect(told(world.take(bench.event(90, "node.started", { version: "1" })))).toEqual([
      "90 node.started 1",
    ]);
  });

  it("lives through nothing before the first event, whatever waits", async () => {
    const { bench, message } = await simulated();
    bench.send(1, "message.received", fields.message("go", ""));
    const world = new Simulation(bench.program, bench.state);
    expect(world.pass(60_000)).toEqual([]);
    expect(told(world.take(message(30, "x")))).toEqual(["30 message.received 1"]);
  });
});
