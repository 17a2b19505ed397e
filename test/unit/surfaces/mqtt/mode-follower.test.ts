import { beforeEach, describe, expect, it } from "vitest";
import { ModeFollower } from "../../../../src/surfaces/mqtt/mode-follower.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { MemoryHub } from "../../../fakes/memory-hub.ts";

describe("following another node's mode", () => {
  let clock: ManualClock;
  let hub: MemoryHub;
  let current: string;
  let wished: string[];
  let follower: ModeFollower;

  const follow = (node: string, followed: string): ModeFollower => {
    const made = new ModeFollower({
      ...{ hub, node, nodes: [followed, node] },
      modes: () => ({ current, all: ["home", "night", "away", "sentry"], guarded: ["sentry"] }),
      onMode: (mode, from) => void wished.push(`${mode} of ${from}`),
    });
    made.open();
    return made;
  };
  const says = (node: string, to: string, by: object = { kind: "command" }): void => {
    const event = { name: "mode.changed", from: "home", to, by };
    hub.tryPublish(`gatehouse/${node}/event/mode.changed`, JSON.stringify(event), { retain: false });
  };
  const shows = (node: string, mode: string): void => {
    hub.tryPublish(`gatehouse/${node}/mode`, mode, { retain: true });
  };

  beforeEach(() => {
    clock = new ManualClock();
    hub = new MemoryHub(undefined, () => clock.now());
    hub.up();
    current = "home";
    wished = [];
    follower = follow("yard", "front");
  });

  it("wishes what the other one has changed to, once", () => {
    says("front", "sentry");
    shows("front", "sentry");
    expect(wished).toEqual(["sentry of front"]);
  });

  it("wishes nothing that is so already, that is no mode here, or that comes from nodes not followed", () => {
    says("front", "home");
    says("front", "party");
    says("garage", "night");
    says("yard", "night");
    expect(wished).toEqual([]);
  });

  it("does not hand on what another node has taken over itself", () => {
    says("front", "night", { kind: "node", node: "garage" });
    expect(wished).toEqual([]);
  });

  it("goes by the one whose name comes first when both change at once, and by each after it", () => {
    follower.changedHere(clock.now().t);
    says("front", "night");
    expect(wished).toEqual(["night of front"]);
    const front = follow("front", "yard");
    front.changedHere(clock.now().t);
    says("yard", "away");
    expect(wished).toHaveLength(1);
    clock.advance(2_000);
    says("yard", "away");
    expect(wished).toEqual(["night of front", "away of yard"]);
  });

  it("takes over after an outage only what takes evidence to leave, and only news", () => {
    shows("front", "night");
    expect(wished).toEqual([]);
    shows("front", "sentry");
    expect(wished).toEqual(["sentry of front"]);
    clock.advance(60_000);
    shows("front", "sentry");
    expect(wished).toHaveLength(1);
  });

  it.each(["", "{", "[]", '{"name":"mode.changed","to":7}', '{"name":"face.unknown","to":"night"}'])(
    "minds no message like %j",
    (payload) => {
      hub.tryPublish("gatehouse/front/event/mode.changed", payload, { retain: false });
      expect(wished).toEqual([]);
    },
  );
});
