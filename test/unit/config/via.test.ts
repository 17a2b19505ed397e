import { expect, test } from "vitest";
import { check, headOf, problemsOf } from "../../fakes/checked-house.ts";

const house = (devices: string): { config: string } => ({
  config: `node: test
mqtt: { url: "mqtt://localhost" }
devices:
${devices}
`,
});

const FRONT = `  front:
    type: lock
    via: { zigbee2mqtt: front_door_lock }
    relock_after: 10s`;

test("a lock is three lines, and what is written beside `via` counts more", async () => {
  const result = await check(house(`${FRONT}\n    state: { topic: other, value: "payload.bolt" }`));
  if (!result.ok) throw new Error("refused");
  expect(result.config.devices["front"]).toMatchObject({
    state: { topic: "other", value: "payload.bolt" },
    command: { topic: "zigbee2mqtt/front_door_lock/set" },
    availability: { topic: "zigbee2mqtt/front_door_lock/availability" },
  });
});

test("nobody else may write to the topics that `via` stands for", async () => {
  const problems = await problemsOf(house(`${FRONT}\noutputs: { allow: ["zigbee2mqtt/#"] }`));
  expect(problems.map(headOf)).toContain(
    'gatehouse.yaml:8:20: "zigbee2mqtt/#" covers zigbee2mqtt/front_door_lock/set, a topic of the guarded front: rules could go around the guard',
  );
});

test.each([
  [
    "neither `via` nor a command",
    "  lamp:\n    type: switch",
    'gatehouse.yaml:4:3: "command" is missing; expected a mapping, or `via` beside it',
  ],
  [
    "a lock that reports nowhere",
    "  front:\n    type: lock\n    command: { topic: a }",
    'gatehouse.yaml:4:3: "state" is missing; expected a mapping, or `via` beside it',
  ],
  [
    "two kinds of software",
    "  lamp:\n    type: switch\n    via: { tasmota: a, shelly: b }",
    'gatehouse.yaml:6:24: there is no key "shelly" here; expected one of: zigbee2mqtt, base, zwavejs, esphome, id, power, output',
  ],
  [
    "software that has no locks",
    "  front:\n    type: lock\n    via: { tasmota: a }",
    'gatehouse.yaml:6:12: there is no key "tasmota" here; expected one of: zigbee2mqtt, base, zwavejs, esphome, id, nuki_hub, nuki',
  ],
])("a mistake is told with its place: %s", async (_, devices, head) => {
  expect((await problemsOf(house(devices))).map(headOf)).toContain(head);
});
