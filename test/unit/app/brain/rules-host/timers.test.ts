import { expect, test } from "vitest";
import { RulesStand } from "../../../../fakes/rules-stand.ts";
import { houseWith } from "../../../../fakes/checked-house.ts";

const WAIT = `rules:
  - id: lock-again
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - wait: 10s
      - { action: device, lock: front_lock }
`;
const AT_NOON = `rules:
  - id: noon
    triggers: [{ trigger: time, at: "12:02" }]
    actions: [{ action: device, turn_on: lamp }]
`;

test("nothing ticks while no rule waits and none minds the time of day", async () => {
  const stand = new RulesStand();
  const host = await stand.open(WAIT);
  await stand.message(host, "other");
  expect(stand.clock.pending).toBe(0);
});

test("a wait is woken once, at its end", async () => {
  const stand = new RulesStand();
  const host = await stand.open(WAIT);
  await stand.message(host, "go");
  stand.clock.advance(9_999);
  expect(stand.emitted).toEqual([]);
  stand.clock.advance(1);
  expect(stand.emitted).toMatchObject([{ name: "timer.fired", source: "brain", which: "rules" }]);
  await stand.take(host, stand.emitted[0]!);
  expect(stand.clock.pending).toBe(0);
});

test("rules with times of day are ticked just after each full minute", async () => {
  const stand = new RulesStand();
  await stand.open(AT_NOON);
  stand.clock.advance(29_999);
  expect(stand.emitted).toEqual([]);
  stand.clock.advance(90_000);
  const ticks = stand.emitted.map(({ name, at }) => [name, new Date(at).toISOString().slice(11, 17)]);
  expect(ticks).toEqual([
    ["clock.ticked", "11:01:"],
    ["clock.ticked", "11:02:"],
  ]);
});

test("other rules begin and end the ticking", async () => {
  const stand = new RulesStand();
  const host = await stand.open(WAIT);
  host.useProgram((await houseWith(AT_NOON)).program);
  stand.clock.advance(60_000);
  expect(stand.emitted).toHaveLength(1);
  host.useProgram((await houseWith(WAIT)).program);
  stand.clock.advance(300_000);
  expect(stand.emitted).toHaveLength(1);
});

test("a run of a rule that has changed is not gone on with", async () => {
  const stand = new RulesStand();
  const host = await stand.open(WAIT);
  await stand.message(host, "go");
  host.useProgram((await houseWith(WAIT.replace("10s", "20s"))).program);
  stand.clock.advance(10_000);
  expect(await stand.message(host, "other")).toEqual([]);
  stand.clock.advance(20_000);
  expect(await stand.message(host, "other")).toEqual([]);
});

test("a stopped host wakes nobody", async () => {
  const stand = new RulesStand();
  const host = await stand.open(`${WAIT}${AT_NOON.replace("rules:\n", "")}`);
  await stand.message(host, "go");
  host.stop();
  expect(stand.clock.pending).toBe(0);
});
