import { describe, expect, it } from "vitest";
import type { GatehouseEvent } from "../../../../src/events/catalogue.ts";
import { messagesOf, statesOf } from "../../../../src/surfaces/mqtt/messages.ts";
import { presenceAfter, type Presence } from "../../../../src/surfaces/mqtt/presence.ts";
import { topicsOf } from "../../../../src/surfaces/mqtt/topics.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";

const topics = topicsOf("front");
const nobody: Presence = new Map();
const envelope = {
  id: "e",
  v: 1 as const,
  seq: 1,
  at: 5,
  t: 6,
  boot: "b",
  run: "r",
  source: "camera:garden",
};
const person = (name: "appeared" | "left", track: number): GatehouseEvent => {
  const seen = { ...envelope, camera: "garden", track, box: [0, 0, 1, 1] as const, zones: [] };
  return name === "appeared"
    ? ({ name: "person.appeared", ...seen, confidence: 1 } as unknown as GatehouseEvent)
    : ({ name: "person.left", ...seen, seconds: 3 } as unknown as GatehouseEvent);
};

describe("what an event says on MQTT", () => {
  it("is itself, as JSON, not retained", () => {
    const event = stamped(drafts.started(), 1);
    expect(messagesOf(event, topics, { presence: nobody, linkTo: () => null })).toEqual([
      { topic: "gatehouse/front/event", payload: JSON.stringify(event), retain: false },
      { topic: "gatehouse/front/event/node.started", payload: JSON.stringify(event), retain: false },
    ]);
  });

  it("is nothing for a message that came from MQTT, which would echo for ever", () => {
    const event: GatehouseEvent = {
      ...envelope,
      name: "message.received",
      topic: "gatehouse/front/event",
      payload: "",
      retained: false,
    };
    expect(messagesOf(event, topics, { presence: nobody, linkTo: () => null })).toEqual([]);
  });

  it("is nothing for a code: whoever reads along does not learn what kind it was", () => {
    const event: GatehouseEvent = {
      ...envelope,
      ...{ name: "code.entered", request: "r1", via: "mqtt", outcome: "duress" },
      ...{ code: "help", person: "anna", group: null, why: "" },
    };
    expect(messagesOf(event, topics, { presence: nobody, linkTo: () => null })).toEqual([]);
  });

  it("is also whether there is a lockdown, retained", () => {
    const event: GatehouseEvent = {
      ...envelope,
      ...{ name: "lockdown.changed", active: true, by: { kind: "command" } },
    };
    expect(statesOf(event, topics, nobody)).toEqual([
      { topic: "gatehouse/front/lockdown", payload: "ON", retain: true },
    ]);
  });

  it("is also the new mode, retained", () => {
    expect(statesOf(stamped(drafts.mode("home", "sentry"), 1), topics, nobody)).toEqual([
      { topic: "gatehouse/front/mode", payload: "sentry", retain: true },
    ]);
  });

  it("is also the device's state, retained", () => {
    const event = stamped(drafts.changed("front_door_lock", "UNLOCKED"), 1);
    expect(statesOf(event, topics, nobody)).toEqual([
      { topic: "gatehouse/front/device/front_door_lock", payload: "UNLOCKED", retain: true },
    ]);
  });

  it("is also where a person was last seen", () => {
    const [state] = statesOf(stamped(drafts.recognized("anna"), 1), topics, nobody);
    expect(state?.topic).toBe("gatehouse/front/person/anna");
    expect(JSON.parse(state?.payload ?? "")).toMatchObject({ camera: "front_door", similarity: 0.712 });
  });

  it("counts people by their tracks, once each", () => {
    let presence = nobody;
    const count = (event: GatehouseEvent): string | undefined => {
      presence = presenceAfter(presence, event);
      return statesOf(event, topics, presence)[0]?.payload;
    };
    expect(count(person("appeared", 1))).toBe("1");
    expect(count(person("appeared", 2))).toBe("2");
    expect(count(person("appeared", 2))).toBe("2");
    expect(count(person("left", 1))).toBe("1");
    expect(count(person("left", 9))).toBe("1");
  });

  it("says of a lost camera that it is offline and sees nobody", () => {
    const lost: GatehouseEvent = {
      ...envelope,
      name: "sensor.lost",
      sensor: "camera:garden",
      why: "no frames",
    };
    const presence = presenceAfter(presenceAfter(nobody, person("appeared", 1)), lost);
    expect(statesOf(lost, topics, presence)).toEqual([
      { topic: "gatehouse/front/camera/garden/status", payload: "offline", retain: true },
      { topic: "gatehouse/front/camera/garden/person_count", payload: "0", retain: true },
    ]);
  });

  it("keeps names from making other topics", () => {
    expect(topicsOf("a/b").device("x/+/#")).toBe("gatehouse/a_b/device/x____");
  });
});
