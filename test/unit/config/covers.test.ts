import { expect, it } from "vitest";
import { check, headOf, problemsOf } from "../../fakes/checked-house.ts";

const house = (cover: string, more = ""): { config: string } => ({
  config: `node: test
mqtt: { url: "mqtt://localhost" }
cameras: { drive: { source: "rtsp://camera/1" } }
devices:
  garage:
    type: cover
    ${cover}
    guard: { open: [{ by: face, group: family, accepts: replay }] }
${more}`,
});
const heads = async (...given: Parameters<typeof house>): Promise<string[]> =>
  (await problemsOf(house(...given))).map(headOf);

it("is three lines with software that is known", async () => {
  const result = await check(house("via: { esphome: garage, id: door }"));
  if (!result.ok) throw new Error("refused");
  expect(result.config.devices["garage"]).toMatchObject({
    kind: "garage",
    state: { topic: "garage/cover/door/state" },
    command: { topic: "garage/cover/door/command", open: "OPEN" },
  });
});

it("lets nobody else write to its topics", async () => {
  const lamp = "  lamp: { type: switch, command: { topic: zigbee2mqtt/gate/set } }\n";
  expect(await heads("via: { zigbee2mqtt: gate }", `${lamp}outputs: { allow: ["zigbee2mqtt/#"] }\n`)).toEqual(
    [
      expect.stringContaining("zigbee2mqtt/gate/set belongs to the guarded garage"),
      expect.stringContaining("a topic of the guarded garage"),
    ],
  );
});

it("cannot guard a drive whose one button does everything", async () => {
  const toggle = "{ topic: gate/set, open: TOGGLE, close: TOGGLE, stop: TOGGLE }";
  expect(
    await heads(
      `{ state: { topic: gate }, command: ${toggle} }`.slice(2, -2).replace(", command", "\n    command"),
    ),
  ).toEqual([
    expect.stringContaining(
      "the message that opens garage is also the one that closes and the one that stops it",
    ),
  ]);
});

it("wants a policy that is strong enough, and says when there is none", async () => {
  const weak = house("via: { zigbee2mqtt: gate }").config.replace(", accepts: replay", "");
  expect((await problemsOf({ config: weak })).map(headOf)).toEqual([
    expect.stringContaining("a face alone would open garage"),
  ]);
  const none = house("via: { zigbee2mqtt: gate }").config.replace(/    guard: .*\n/, "");
  expect((await problemsOf({ config: none })).map(headOf)).toEqual([
    expect.stringContaining("nothing authorises to open garage"),
  ]);
});

it("is opened, closed and stopped by rules, and not locked", async () => {
  const rules = (command: string): string =>
    `rules:\n  - { id: one, triggers: [{ trigger: start }], actions: [{ action: device, ${command}: garage }] }\n`;
  const given = house("via: { zigbee2mqtt: gate }");
  for (const command of ["open", "close", "stop"])
    expect(await problemsOf({ ...given, rules: rules(command) })).toEqual([]);
  expect((await problemsOf({ ...given, rules: rules("unlock") })).map(headOf)).toEqual([
    expect.stringContaining("garage is a cover; it cannot unlock"),
  ]);
});
