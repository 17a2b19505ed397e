import { describe, expect, it } from "vitest";
import { replay, type Replay } from "../../../src/rules/replay.ts";
import { houseWith } from "../../fakes/checked-house.ts";
import { JournalledRules } from "../../fakes/journalled-rules.ts";
import { fields, NOON } from "../../fakes/rule-bench.ts";

type Happening = Parameters<JournalledRules["happen"]>;

/** What was lived through by some rules, and would be otherwise by others. */
async function replayed(
  rules: string,
  then: string,
  how: { happenings: Happening[]; from?: number },
): Promise<Replay> {
  const house = new JournalledRules((await houseWith(rules)).program, 4);
  for (const [t, what] of how.happenings) house.happen(t, what);
  house.rest(3_600_000);
  const { program } = await houseWith(then);
  const fromAt = NOON + (how.from ?? 0);
  return replay(program, { events: house.events, begin: house.begin, fromAt, guardedModes: [] });
}

/** `kind rule: when it was → when it would be`, in seconds. */
const told = ({ differences }: Replay): string[] =>
  differences.map((one) => {
    const seconds = (at: number): string => String(Math.round((at - NOON) / 1000));
    const was = one.kind === "added" ? "" : seconds(one.was.at);
    const now = one.kind === "gone" ? "" : seconds(one.now.at);
    return `${one.kind} ${(one.kind === "added" ? one.now : one.was).rule}: ${was}→${now}`;
  });

const appears = (t: number, track = 1): Happening => [t, ["person.appeared", fields.appeared({ track })]];
const message = (t: number, topic: string): Happening => [t, ["message.received", fields.message(topic, "")]];

const stays = (long: string): string => `rules:
  - { id: stays, mode: parallel, triggers: [{ trigger: person, for: ${long} }], actions: [{ action: notify, message: "{{ trigger.kind }}" }] }
`;

describe("a request of a run that would begin at another time", () => {
  it.each([
    ["10s", []],
    ["10.9s", []],
    ["12s", ["moved stays: 11→13"]],
    ["8s", ["moved stays: 11→9"]],
    ["609s", ["moved stays: 11→610"]],
    ["12m", ["gone stays: 11→", "added stays: →721"]],
  ])("is the same, moved, or another one: %s", async (long, expected) => {
    const found = await replayed(stays("10s"), stays(long), {
      happenings: [appears(1000), message(3_000_000, "later")],
    });
    expect(told(found)).toEqual(expected);
    expect(found.same).toBe(expected.length === 0 ? 1 : 0);
  });

  it("is held against the nearest one, each once", async () => {
    const happenings = [appears(1000), appears(101_000, 2), appears(104_000, 3), message(3_000_000, "later")];
    const found = await replayed(stays("10s"), stays("12s"), { happenings });
    expect(told(found)).toEqual(["moved stays: 11→13", "moved stays: 111→113", "moved stays: 114→116"]);
  });

  it("is held against the nearest one, also where another comes first", async () => {
    const then = stays("12s");
    const happenings: Happening[] = [
      appears(1000),
      [101_000, ["person.appeared", fields.appeared({ camera: "garden" })]],
      message(3_000_000, "later"),
    ];
    const found = await replayed(stays("10s").replace("for:", "camera: garden, for:"), then, { happenings });
    expect(told(found)).toEqual(["added stays: →13", "moved stays: 111→113"]);
  });

  it("is gone where there is one less of them, and added where there is one more", async () => {
    const rule = (topic: string, id: string): string =>
      `  - { id: ${id}, triggers: [{ trigger: mqtt, topic: ${topic} }], actions: [{ action: snapshot, camera: garden }] }\n`;
    const happenings = [message(1000, "a"), message(2000, "b")];
    const both = `rules:\n${rule("a", "one")}${rule("b", "two")}`;
    const none = `rules:\n${rule("x", "one")}${rule("y", "two")}`;
    expect(told(await replayed(both, none, { happenings }))).toEqual(["gone one: 1→", "gone two: 2→"]);
    expect(told(await replayed(none, both, { happenings }))).toEqual(["added one: →1", "added two: →2"]);
    const swapped = `rules:\n${rule("b", "one")}${rule("a", "two")}`;
    const apart = [message(1000, "a"), message(5000, "b")];
    expect(told(await replayed(both, swapped, { happenings: apart }))).toEqual([
      ...["moved one: 1→5", "moved two: 5→1"],
    ]);
  });
});

describe("differences", () => {
  const RULES = `rules:
  - { id: late, triggers: [{ trigger: mqtt, topic: go }], actions: [{ wait: 9s }, { action: speak, text: late }] }
  - { id: soon, triggers: [{ trigger: mqtt, topic: go }], actions: [{ action: speak, text: soon }] }
`;
  const other = RULES.replace("text: late", "text: later").replace("id: soon", "id: new");

  it("come in the order of time, whatever they are", async () => {
    const found = await replayed(RULES, other, { happenings: [message(1000, "go")] });
    expect(told(found)).toEqual(["gone soon: 1→", "added new: →1", "changed late: 10→10"]);
  });

  it("count from the time that is asked for on", async () => {
    const happenings = [message(1000, "go"), message(60_000, "go")];
    const found = await replayed(RULES, other, { happenings, from: 10_004 });
    expect(told(found)).toEqual([
      ...["changed late: 10→10", "gone soon: 60→", "added new: →60", "changed late: 69→69"],
    ]);
    expect(told(await replayed(RULES, other, { happenings, from: 10_005 }))).toHaveLength(3);
  });
});

describe("what followed from a request", () => {
  const RULES = `rules:
  - { id: light, triggers: [{ trigger: mqtt, topic: go }], actions: [{ action: device, turn_on: lamp }] }
  - { id: lit, triggers: [{ trigger: device, device: lamp, to: "ON" }], actions: [{ action: speak, text: lit }] }
  - { id: arm, triggers: [{ trigger: mqtt, topic: arm }], actions: [{ action: mode, set: sentry }] }
  - { id: armed, triggers: [{ trigger: mode, to: [sentry, away] }], actions: [{ action: speak, text: armed }] }
`;
  const happenings: Happening[] = [
    message(1000, "go"),
    message(2000, "arm"),
    [3000, ["mode.changed", fields.mode("sentry", "away")]],
    [4000, ["device.changed", fields.device("lamp", "OFF", "ON")]],
    [5000, ["device.changed", { ...fields.device("lamp", "OFF", "ON"), by: "somebody" }]],
  ];

  it("is lived through again, where the request is made", async () => {
    const found = await replayed(RULES, RULES, { happenings });
    expect([told(found), found.same, found.leftOut]).toEqual([[], 7, 0]);
  });

  it("is left out of what a device did, where it is not made; what others did is not", async () => {
    const found = await replayed(RULES, RULES.replace("topic: go", "topic: gone"), { happenings });
    expect(told(found)).toEqual(["gone light: 1→", "gone lit: 1→"]);
    // Two requests and what the lamp has answered.
    expect([found.same, found.leftOut]).toEqual([5, 3]);
  });

  it("is left out of a device that failed, or that was commanded, too", async () => {
    const request = "e1/light/1";
    const failed: Happening = [4500, ["device.failed", { device: "lamp", why: "dead", by: request }]];
    const commanded: Happening = [
      4600,
      [
        "device.commanded",
        { device: "lamp", command: "on", topic: "lamp/set", payload: "ON", deliveryMs: 5, by: request },
      ],
    ];
    const others: Happening = [4700, ["device.failed", { device: "lamp", why: "dead", by: null }]];
    const all = [...happenings.slice(0, 4), failed, commanded, others];
    const found = await replayed(RULES, RULES.replace("topic: go", "topic: gone"), { happenings: all });
    expect(found.leftOut).toBe(5);
  });

  it("is no matter of what others have asked for", async () => {
    const made = {
      request: "c1",
      device: null,
      action: "snapshot",
      by: { kind: "command" },
      reason: "",
      cause: null,
    };
    const asked: Happening = [
      4500,
      ["request.made", { ...made, detail: { kind: "snapshot", camera: "garden" } }],
    ];
    const denied: Happening = [4600, ["request.denied", { ...made, code: "X", evidence: [] }]];
    const found = await replayed(RULES, RULES, { happenings: [...happenings, asked, denied] });
    expect([told(found), found.same, found.leftOut]).toEqual([[], 7, 0]);
  });

  it("is left out of a change of mode, where it is not made; what others did is not", async () => {
    const found = await replayed(RULES, RULES.replace("topic: arm", "topic: army"), { happenings });
    expect(told(found)).toEqual(["gone arm: 2→", "gone armed: 2→"]);
    expect([found.same, found.leftOut]).toEqual([5, 3]);
  });

  it("follows from the mode that is asked for in the place of another one", async () => {
    const found = await replayed(RULES, RULES.replace("set: sentry", "set: away"), { happenings });
    expect(told(found)).toEqual(["changed arm: 2→2"]);
    // The change to the other mode, and the request that came of it.
    expect([found.same, found.leftOut]).toEqual([6, 2]);
  });
});
