import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../src/events/catalogue.ts";
import { cancelHolds, hold, isEnded, keyOf, lapse } from "../../../src/rules/holds.ts";
import type { TriggerSource } from "../../../src/rules/source.ts";
import { initialState } from "../../../src/rules/state.ts";
import type { Turn } from "../../../src/rules/turn.ts";
import { fields, RuleBench } from "../../fakes/rule-bench.ts";

const house = await RuleBench.of(`rules:
  - { id: one, triggers: [{ trigger: person, for: 20s }, { trigger: device, device: lamp, for: 20s }], actions: [{ action: lockdown }] }
  - { id: two, triggers: [{ trigger: person, for: 20s }], actions: [{ action: lockdown }] }
`);
const send = (
  ...[name, body]: Parameters<RuleBench["event"]> extends [number, ...infer Rest] ? Rest : never
) => house.event(10, name, body);

const person: TriggerSource = { trigger: "person", left: false, for: 1000 };
const inZone: TriggerSource = { ...person, zone: ["porch", "path"] };
const nearer: TriggerSource = { ...person, moving: ["approaching"] };
const lamp: TriggerSource = { trigger: "device", device: "lamp", to: ["ON", "DIM"], for: 1000 };
const away: TriggerSource = { trigger: "mode", to: ["away", "sentry"], for: 1000 };
const left = (over: Parameters<typeof fields.left>[0] = {}) => send("person.left", fields.left(over));
const lost = (sensor: string) => send("sensor.lost", { sensor, why: "gone" });
const device = (name: string, from: string, to: string) =>
  send("device.changed", fields.device(name, from, to));
const mode = (to: string) => send("mode.changed", fields.mode("home", to));

type Case = readonly [
  what: string,
  trigger: TriggerSource,
  key: string,
  event: GatehouseEvent,
  ends: boolean,
];

/** The event as another program might name it. */
const named = (event: GatehouseEvent, name: string): GatehouseEvent => ({ ...event, name }) as GatehouseEvent;

const CASES: readonly Case[] = [
  ["a device only failed", lamp, "lamp", named(device("lamp", "ON", "OFF"), "device.failed"), false],
  ["they leave", person, "front_door/1", left(), true],
  ["another leaves", person, "front_door/1", left({ track: 2 }), false],
  ["one of another camera leaves", person, "front_door/1", left({ camera: "garden" }), false],
  ["they are looked at", person, "front_door/1", send("face.unknown", fields.unknown({ zones: [] })), false],
  ["the camera is lost", person, "front_door/1", lost("camera:front_door"), true],
  ["another camera is lost", person, "front_door/1", lost("camera:garden"), false],
  ["a camera of a shorter name is lost", person, "front_door/1", lost("camera:front"), false],
  ["a microphone is lost", person, "front_door/1", lost("microphone:front_door"), false],
  [
    "the camera is back",
    person,
    "front_door/1",
    send("sensor.recovered", { sensor: "camera:front_door", why: "" }),
    false,
  ],
  ["the mode changes", person, "front_door/1", mode("home"), false],
  [
    "they go to another of the zones",
    inZone,
    "front_door/1",
    send("person.moved", fields.moved("leaving", { zones: ["path", "gate"] })),
    false,
  ],
  [
    "they leave the zones",
    inZone,
    "front_door/1",
    send("person.moved", fields.moved("leaving", { zones: ["gate"] })),
    true,
  ],
  [
    "another is in no zone",
    inZone,
    "front_door/1",
    send("face.unknown", fields.unknown({ track: 2, zones: [] })),
    false,
  ],
  ["they turn round", nearer, "front_door/1", send("person.moved", fields.moved("leaving")), true],
  ["they go on", nearer, "front_door/1", send("person.moved", fields.moved("approaching")), false],
  [
    "they turn round, where that does not matter",
    person,
    "front_door/1",
    send("person.moved", fields.moved("leaving")),
    false,
  ],
  ["the device is otherwise", lamp, "lamp", device("lamp", "ON", "OFF"), true],
  ["the device is as it may be, too", lamp, "lamp", device("lamp", "ON", "DIM"), false],
  ["another device is otherwise", lamp, "lamp", device("front_lock", "ON", "OFF"), false],
  ["the device only says again how it is", lamp, "lamp", device("lamp", "OFF", "OFF"), false],
  [
    "the device changes at all",
    { trigger: "device", device: "lamp", for: 1000 },
    "lamp",
    device("lamp", "OFF", "ON"),
    true,
  ],
  ["something else happens", lamp, "lamp", mode("home"), false],
  ["the mode is another", away, "mode", mode("home"), true],
  ["the mode is one of those", away, "mode", mode("sentry"), false],
  ["the mode changes at all", { trigger: "mode", for: 1000 }, "mode", mode("away"), true],
  ["a device changes", away, "mode", device("lamp", "ON", "OFF"), false],
  ["it is none that stays", { trigger: "start" }, "mode", mode("away"), false],
];

describe("what a trigger with `for:` waits for is over, or not, when", () => {
  it.each(CASES)("%s", (...[, trigger, key, event, ends]) => {
    expect(isEnded({ key }, trigger, event)).toBe(ends);
  });
});

it("what has to stay is a track of a camera, a device, or the mode", () => {
  expect([left({ track: 7 }), device("lamp", "ON", "OFF"), mode("home")].map(keyOf)).toEqual([
    ...["front_door/7", "lamp", "mode"],
  ]);
});

describe("the trace of what did not stay", () => {
  const due = (t: number, at: number) => ({ t, at, boot: "b" });

  it("says for how long it was to, for how long it did, and what ended it", () => {
    const event = left();
    expect(lapse({ at: event.at - 12_340, due: due(0, event.at + 7660) }, event)).toBe(
      "did not stay so for 20 s: person.left after 12.3 s",
    );
  });

  it("says nothing impossible where the clock was set", () => {
    const event = left();
    expect(lapse({ at: event.at + 5000, due: due(0, event.at) }, event)).toBe(
      "did not stay so for 0 s: person.left after 0 s",
    );
  });
});

describe("what has begun to stay", () => {
  const { program } = house;
  const ruleOf = (id: string) => program.rules.get(id)!;
  const begin = initialState({ mode: "home", boot: "b", run: "r" });
  const turnOf = (): Turn => ({
    ...{ program, moment: { id: "e", at: 0, t: 0, boot: "b", run: "r" }, state: begin },
    ...{ requests: [], loops: [], traces: new Map() },
  });
  const facts = { kind: "person", camera: "front_door" };
  const begun = (turn: Turn, id: string, index: number, event: GatehouseEvent): boolean =>
    hold(turn, { rule: ruleOf(id), index, ms: 20_000, event, facts });

  it("is one for each rule, trigger and track, from its beginning on", () => {
    const turn = turnOf();
    const first = left();
    expect(begun(turn, "one", 0, first)).toBe(true);
    expect(begun(turn, "one", 0, send("person.moved", fields.moved("leaving")))).toBe(true);
    begun(turn, "one", 1, first);
    begun(turn, "two", 0, first);
    begun(turn, "one", 0, left({ track: 2 }));
    expect(turn.state.holds.map(({ rule, trigger, key }) => `${rule} ${trigger} ${key}`)).toEqual([
      ...["one 0 front_door/1", "one 1 front_door/1", "two 0 front_door/1", "one 0 front_door/2"],
    ]);
    expect(turn.state.holds[0]).toEqual({
      ...{ rule: "one", fingerprint: ruleOf("one").fingerprint, trigger: 0, key: "front_door/1" },
      ...{ cause: first.id, at: first.at, facts },
      due: { t: 30_000, at: first.at + 20_000, boot: first.boot },
    });
  });

  it("goes on where nothing ends it, in the same list", () => {
    const turn = turnOf();
    begun(turn, "one", 0, send("person.appeared", fields.appeared()));
    const { state } = turn;
    cancelHolds(turn, mode("away"));
    expect(turn.state).toBe(state);
    expect(turn.traces.size).toBe(0);
  });

  it("ends for itself alone, and leaves its story", () => {
    const turn = turnOf();
    const appeared = send("person.appeared", fields.appeared());
    begun(turn, "one", 0, appeared);
    begun(turn, "two", 0, send("person.appeared", fields.appeared({ track: 2 })));
    cancelHolds(turn, { ...left(), at: appeared.at + 3000 });
    expect(turn.state.holds.map(({ rule }) => rule)).toEqual(["two"]);
    expect([...turn.traces.values()]).toEqual([
      {
        ...{
          run: `${appeared.id}/one`,
          rule: "one",
          outcome: "not-triggered",
          cause: appeared.id,
          at: appeared.at,
        },
        steps: [
          { path: "triggers/0", result: "matched", detail: "somebody at front_door", at: appeared.at },
          {
            ...{ path: "triggers/0", result: "false", at: appeared.at + 3000 },
            detail: "did not stay so for 20 s: person.left after 3 s",
          },
        ],
      },
    ]);
  });
});
