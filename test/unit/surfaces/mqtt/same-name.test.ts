import { beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../../src/runtime/logger.ts";
import { ALIVE_EVERY_MS, GONE_AFTER_MS, NEWCOMER_MS } from "../../../../src/surfaces/mqtt/instance-watch.ts";
import { NodesOnBroker } from "../../../../src/surfaces/mqtt/nodes-on-broker.ts";
import { createMqttSurface, type MqttSurface } from "../../../../src/surfaces/mqtt/surface.ts";
import { drafts, stamped } from "../../../fakes/event-drafts.ts";
import { inventory } from "../../../fakes/hub-inventory.ts";
import { ManualClock } from "../../../fakes/manual-clock.ts";
import { MemoryBroker, MemoryHub } from "../../../fakes/memory-hub.ts";

/** A daemon's face on MQTT, and what it has learnt. */
interface Box {
  readonly surface: MqttSurface;
  readonly hub: MemoryHub;
  /** The other instances of its name: while there are any the guard denies. */
  others: readonly string[];
  readonly requests: unknown[];
  readonly complaints: string[];
}

describe("two daemons of one name", () => {
  let clock: ManualClock;
  let broker: MemoryBroker;
  let first: Box;
  let later: Box;

  const box = (instance: string, mode: string): Box => {
    const hub = new MemoryHub(broker, () => clock.now());
    const complaints: string[] = [];
    const requests: unknown[] = [];
    const made: Omit<Box, "surface"> = { hub, others: [], requests, complaints };
    const surface = createMqttSurface({
      ...{ hub, clock, scheduler: clock, node: "front", instance, version: "1", inventory },
      logger: { ...silentLogger, error: (message) => void complaints.push(message) },
      initial: { mode, devices: {} },
      discoveryPrefix: null,
      onRequest: (action) => requests.push(action),
      onProblem: () => undefined,
      onOtherInstances: (names) => void (made.others = names),
    });
    return Object.assign(made, { surface });
  };
  const mode = (): string =>
    Buffer.from(broker.retained.get("gatehouse/front/mode")?.payload ?? "").toString();
  const ask = (): void => {
    const home = new MemoryHub(broker, () => clock.now());
    home.up();
    home.tryPublish("gatehouse/front/mode/set", "away", { retain: false });
  };

  beforeEach(() => {
    clock = new ManualClock();
    broker = new MemoryBroker();
    first = box("b", "home");
    first.hub.up();
    clock.advance(10_000);
    later = box("a", "sentry");
    later.hub.up();
  });

  it("the later one withdraws and says why; the first goes on, and its states stand", () => {
    expect(later.others).toEqual(["b"]);
    expect(first.others).toEqual([]);
    expect(later.complaints).toEqual([expect.stringContaining("was there first")]);
    expect(mode()).toBe("home");
  });

  it("the later one neither speaks nor listens under that name", () => {
    const said = later.hub.published.length;
    later.surface.onEvent(stamped(drafts.mode("sentry", "home"), 1));
    clock.advance(ALIVE_EVERY_MS);
    ask();
    expect(later.hub.published.slice(said)).toEqual([]);
    expect([first.requests.length, later.requests.length]).toEqual([1, 0]);
    later.surface.stop();
    expect(Buffer.from(broker.retained.get("gatehouse/front/status")?.payload ?? "").toString()).toBe(
      "online",
    );
  });

  it("the later one leaves the first its time to start anew", () => {
    first.surface.stop();
    clock.advance(5_000);
    const again = box("c", "home");
    again.hub.up();
    clock.advance(GONE_AFTER_MS);
    expect([again.others, later.others]).toEqual([[], ["c"]]);
    expect(mode()).toBe("home");
  });

  it("the later one takes the place of a first that is gone", () => {
    first.hub.down();
    clock.advance(2 * GONE_AFTER_MS + 2 * ALIVE_EVERY_MS);
    expect(later.others).toEqual([]);
    expect(mode()).toBe("sentry");
    first.hub.up();
    expect(later.others).toEqual(["b"]);
    expect(mode()).toBe("home");
  });

  it("one that has been here for long is not made silent by whoever pretends to be another", () => {
    clock.advance(NEWCOMER_MS);
    const notice = JSON.stringify({ instance: "somebody", state: "alive", at: 0 });
    later.hub.tryPublish("gatehouse/front/instance", notice, { retain: false });
    expect(first.others).toEqual(["somebody"]);
    ask();
    expect(first.requests).toHaveLength(1);
  });

  it("both are seen by who asks, and which of them is silent", () => {
    const looker = new MemoryHub(broker, () => clock.now());
    const nodes = new NodesOnBroker(looker);
    nodes.open();
    looker.up();
    expect(nodes.found()).toMatchObject([
      { node: "front", status: "online", mode: "home", alive: ["b"], withdrawn: ["a"] },
    ]);
    expect([first.others, later.others]).toEqual([[], ["b"]]);
  });
});
