import { beforeEach, expect, test } from "vitest";
import { RuleTopics } from "../../../../src/app/brain/rule-topics.ts";
import type { RuleFile } from "../../../../src/config/rule-file.ts";
import type { EventDraft } from "../../../../src/events/catalogue.ts";
import { houseWith } from "../../../fakes/checked-house.ts";
import { MemoryHub } from "../../../fakes/memory-hub.ts";

let hub: MemoryHub;
let home: MemoryHub;
let emitted: EventDraft[];
let topics: RuleTopics;

beforeEach(() => {
  hub = new MemoryHub(undefined, () => ({ at: 5, t: 7 }));
  home = new MemoryHub(hub.broker);
  emitted = [];
  topics = new RuleTopics(hub, (draft) => emitted.push(draft));
  hub.up();
  home.up();
});

async function rulesOn(...names: readonly string[]): Promise<readonly RuleFile[]> {
  const rules = names.map(
    (topic, i) =>
      `  - { id: r${i}, triggers: [{ trigger: mqtt, topic: "${topic}" }], actions: [{ wait: 1s }] }`,
  );
  return (await houseWith(rules.length === 0 ? "rules: []" : `rules:\n${rules.join("\n")}`)).rules;
}

const say = (topic: string, payload: string | Uint8Array = "x", retain = false): void =>
  void home.tryPublish(topic, payload, { retain });
const heard = (): string[] =>
  emitted.flatMap((draft) => (draft.name === "message.received" ? [draft.topic] : []));

test("a message on a rule's topic becomes an event with its own time", async () => {
  topics.apply(await rulesOn("home/bell"));
  say("home/bell", "ring");
  expect(emitted).toEqual([
    {
      name: "message.received",
      source: "mqtt",
      at: 5,
      t: 7,
      topic: "home/bell",
      payload: "ring",
      retained: false,
    },
  ]);
});

test("a message that the broker had stored says so", async () => {
  say("home/bell", "ring", true);
  topics.apply(await rulesOn("home/bell"));
  expect(emitted).toMatchObject([{ topic: "home/bell", retained: true }]);
});

test("messages that no rule listens to are none", async () => {
  topics.apply(await rulesOn("home/bell"));
  say("home/other");
  expect(emitted).toEqual([]);
});

test("two rules on one topic get one event", async () => {
  topics.apply(await rulesOn("home/bell", "home/bell"));
  say("home/bell");
  expect(emitted).toHaveLength(1);
});

test("after a reload the new topics are listened to, the dropped ones no more, the rest without a break", async () => {
  topics.apply(await rulesOn("home/bell", "home/gate"));
  say("home/gate", "stored", true);
  emitted = [];
  topics.apply(await rulesOn("home/gate", "home/car"));
  expect(heard()).toEqual([]);
  for (const topic of ["home/bell", "home/gate", "home/car"]) say(topic);
  expect(heard()).toEqual(["home/gate", "home/car"]);
});

test("of a huge message only the beginning is read", async () => {
  topics.apply(await rulesOn("home/bell"));
  say("home/bell", new Uint8Array(100_000).fill(0x61));
  expect(emitted).toMatchObject([{ payload: "a".repeat(16_384) }]);
});

test("without a broker nothing is listened to", async () => {
  const none = new RuleTopics(null, (draft) => emitted.push(draft));
  none.apply(await rulesOn("home/bell"));
  say("home/bell");
  expect(emitted).toEqual([]);
});

test("what Gatehouse itself is asked for is nothing for rules: a code may be in it", async () => {
  topics.apply(await rulesOn("gatehouse/#", "#"));
  say("gatehouse/front/device/front_door_lock/set", '{"command":"UNLOCK","code":"739201"}');
  say("gatehouse/other/mode/set", "home");
  expect(emitted).toEqual([]);
  say("gatehouse/other/mode", "home");
  expect(heard()).toEqual(["gatehouse/other/mode", "gatehouse/other/mode"]);
});
