import { expect, test } from "vitest";
import { RulesStand } from "../../../../fakes/rules-stand.ts";

const RULES = `rules:
  - id: lock-again
    triggers: [{ trigger: mqtt, topic: go }]
    actions:
      - wait: 10s
      - { action: device, lock: front_lock }
  - id: only-at-night
    triggers: [{ trigger: mqtt, topic: lamp }]
    conditions: ['mode == "night"']
    actions: [{ action: device, turn_on: lamp }]
`;

test("a wait goes on after a restart, and is over at its time", async () => {
  const stand = new RulesStand();
  await stand.message(await stand.open(RULES), "go");
  stand.clock.advance(4_000);
  const again = await stand.open(RULES);
  expect(await stand.message(again, "other")).toEqual([]);
  stand.clock.advance(6_000);
  expect(stand.emitted.at(-1)).toMatchObject({ name: "timer.fired", which: "rules" });
  expect(await stand.take(again, stand.emitted.at(-1)!)).toEqual(["device:front_lock:lock"]);
});

test("what is asked for has been kept before: it is not asked for twice", async () => {
  const stand = new RulesStand();
  const host = await stand.open(RULES);
  await stand.message(host, "go");
  stand.clock.advance(10_000);
  expect(await stand.message(host, "other")).toEqual(["device:front_lock:lock"]);
  expect(await stand.message(await stand.open(RULES), "other")).toEqual([]);
});

test("the mode after a restart is the one of the journal", async () => {
  const stand = new RulesStand();
  await stand.message(await stand.open(RULES, "home"), "go");
  expect(await stand.message(await stand.open(RULES, "night"), "lamp")).toEqual(["device:lamp:on"]);
});

test("a state that cannot be read is said, and the rules begin afresh", async () => {
  const stand = new RulesStand();
  await stand.store.saveState("{");
  const host = await stand.open(RULES, "night");
  expect(stand.complaints).toEqual(["the rules' stored state cannot be read; they begin afresh"]);
  expect(await stand.message(host, "lamp")).toEqual(["device:lamp:on"]);
});

test("the rules go on when their state cannot be kept", async () => {
  const stand = new RulesStand();
  const host = await stand.open(RULES, "night");
  stand.store.failure = new Error("the disk is full");
  await stand.message(host, "go");
  expect(stand.complaints).toEqual(["the rules' state could not be kept"]);
  stand.clock.advance(10_000);
  expect(await stand.message(host, "other")).toEqual(["device:front_lock:lock"]);
});

test("nothing is written for an event that no rule minds", async () => {
  const stand = new RulesStand();
  const host = await stand.open(RULES);
  await stand.message(host, "go");
  let writes = 0;
  stand.store.saveState = () => {
    writes += 1;
    return Promise.resolve();
  };
  await stand.message(host, "other");
  expect(writes).toBe(0);
});

test("each finished run leaves its trace", async () => {
  const stand = new RulesStand();
  const traces: string[] = [];
  stand.store.saveTrace = ({ rule, outcome }) => {
    traces.push(`${rule} ${outcome}`);
    return Promise.resolve();
  };
  const host = await stand.open(RULES);
  await stand.message(host, "lamp");
  expect(traces).toEqual(["only-at-night condition-false"]);
});
