import { beforeEach, describe, expect, it } from "vitest";
import { RetainedPeople } from "../../../../src/surfaces/mqtt/retained-people.ts";
import { RetainedState } from "../../../../src/surfaces/mqtt/retained-state.ts";
import { topicsOf } from "../../../../src/surfaces/mqtt/topics.ts";
import { MemoryBroker, MemoryHub } from "../../../fakes/memory-hub.ts";

const topics = topicsOf("front");
const jpeg = Uint8Array.from([0xff, 0xd8]);

describe("what the broker keeps of people", () => {
  let broker: MemoryBroker;
  let hub: MemoryHub;
  let people: RetainedPeople;
  let state: RetainedState;
  const kept = (topic: string): boolean => broker.retained.has(topic);

  beforeEach(() => {
    broker = new MemoryBroker();
    hub = new MemoryHub(broker);
    state = new RetainedState(hub);
    people = new RetainedPeople(topics, state);
    people.open(hub);
    hub.up();
  });

  it("is taken back when somebody is removed", () => {
    people.set(["anna", "ben"]);
    state.set(topics.person("anna"), "{}");
    state.set(topics.person("ben"), "{}");
    people.set(["ben"]);
    expect([kept(topics.person("anna")), kept(topics.person("ben"))]).toEqual([false, true]);
  });

  it("of earlier runs is taken back too, once it is known who is enrolled", () => {
    broker.publish({ topic: topics.person("anna"), payload: "{}", retain: true });
    broker.publish({ topic: topics.person("ben"), payload: "{}", retain: true });
    expect(kept(topics.person("anna"))).toBe(true);
    people.set(["ben"]);
    expect([kept(topics.person("anna")), kept(topics.person("ben"))]).toEqual([false, true]);
  });

  it("is taken back at the next connection if somebody is removed without one", () => {
    people.set(["anna"]);
    state.set(topics.person("anna"), "{}");
    hub.down();
    people.set([]);
    expect(kept(topics.person("anna"))).toBe(true);
    hub.up();
    state.again();
    expect(kept(topics.person("anna"))).toBe(false);
  });

  it("does not go on naming somebody who was removed as the last one seen", () => {
    const seen = (person: string) => ({ topic: topics.lastPerson, payload: JSON.stringify({ person }) });
    const show = (person: string): void => {
      if (people.takes(seen(person))) state.set(topics.lastPerson, seen(person).payload);
    };
    people.set(["anna", "ben"]);
    show("anna");
    people.set(["ben"]);
    expect(kept(topics.lastPerson)).toBe(false);
    show("anna");
    expect(kept(topics.lastPerson)).toBe(false);
    show("ben");
    expect(kept(topics.lastPerson)).toBe(true);
  });

  it("of an earlier run does not go on naming who was removed meanwhile", () => {
    broker.publish({ topic: topics.lastPerson, payload: '{"person":"anna"}', retain: true });
    people.set(["ben"]);
    expect(kept(topics.lastPerson)).toBe(false);
  });

  it("has no picture of somebody who was removed", () => {
    people.set(["anna", "ben"]);
    people.showFace({ camera: "porch", person: "anna", jpeg });
    people.showFace({ camera: "yard", person: "ben", jpeg });
    people.set(["ben"]);
    people.showFace({ camera: "porch", person: "anna", jpeg });
    expect(kept(topics.camera("porch", "last_face"))).toBe(false);
    expect(kept(topics.camera("yard", "last_face"))).toBe(true);
  });

  it("has no picture of a clip any more in which somebody may be who was removed", () => {
    people.set(["anna", "ben"]);
    people.showClip("porch", jpeg);
    people.set(["anna", "ben", "eva"]);
    expect(kept(topics.camera("porch", "last_clip"))).toBe(true);
    people.set(["ben", "eva"]);
    expect(kept(topics.camera("porch", "last_clip"))).toBe(false);
  });

  it("does not come back with what was seen just before", () => {
    expect(people.isForgotten(topics.person("anna"))).toBe(false);
    people.set(["ben"]);
    expect(people.isForgotten(topics.person("anna"))).toBe(true);
    expect(people.isForgotten(topics.person("ben"))).toBe(false);
    expect(people.isForgotten(topics.mode)).toBe(false);
  });
});
