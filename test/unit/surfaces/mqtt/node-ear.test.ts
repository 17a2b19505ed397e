import { beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { NodeEar, type Remote } from "../../../../src/surfaces/mqtt/node-ear.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { MemoryHub } from "../../../fakes/memory-hub.ts";

describe("what other nodes tell", () => {
  let clock: ManualClock;
  let hub: MemoryHub;
  let heard: Remote[];
  let ear: NodeEar;

  const says = (node: string, name: string, more: object = {}, retain = false): void => {
    hub.tryPublish(`gatehouse/${node}/event/${name}`, JSON.stringify({ name, ...more }), { retain });
  };

  beforeEach(() => {
    clock = new ManualClock();
    hub = new MemoryHub(undefined, () => clock.now());
    hub.up();
    heard = [];
    ear = new NodeEar({ hub, node: "yard", logger: silentLogger, onHeard: (remote) => heard.push(remote) });
  });

  it("is heard with camera and person, as far as a rule waits for it", () => {
    ear.listenTo([{ node: "front", event: "face.unknown" }]);
    says("front", "face.unknown", { camera: "porch", similarity: 0.2 });
    says("front", "face.recognized", { person: "anna" });
    says("garage", "face.unknown");
    expect(heard).toEqual([{ node: "front", heard: "face.unknown", camera: "porch", person: null }]);
  });

  it("is heard once of each other node, and not of this one, where a rule waits for any", () => {
    ear.listenTo([
      { node: "front", event: "face.unknown" },
      { node: null, event: "face.unknown" },
    ]);
    for (const node of ["front", "garage", "yard"]) says(node, "face.unknown");
    expect(heard.map(({ node }) => node)).toEqual(["front", "garage"]);
  });

  it("is not heard any more when no rule waits for it", () => {
    ear.listenTo([{ node: "front", event: "face.unknown" }]);
    ear.listenTo([]);
    says("front", "face.unknown");
    expect(heard).toEqual([]);
  });

  it("is not heard if it was stored, is of another name, or is none", () => {
    says("front", "face.unknown", {}, true);
    ear.listenTo([{ node: "front", event: "face.unknown" }]);
    for (const payload of ["", "7", '{"name":"face.recognized"}', `{"name":"face.unknown","camera":7}`])
      hub.tryPublish("gatehouse/front/event/face.unknown", payload, { retain: false });
    expect(heard).toEqual([]);
  });

  it("is heard ten times a second at most; what is dropped is counted", () => {
    ear.listenTo([{ node: "front", event: "face.unknown" }]);
    for (let count = 0; count < 25; count += 1) says("front", "face.unknown");
    expect([heard.length, ear.dropped]).toEqual([10, 15]);
    clock.advance(1_000);
    says("front", "face.unknown");
    expect(heard).toHaveLength(11);
  });
});
