import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Action } from "../../../src/events/action.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { createMqttSurface } from "../../../src/surfaces/mqtt/surface.ts";
import { statusWill, topicsOf } from "../../../src/surfaces/mqtt/topics.ts";
import { drafts, stamped } from "../../fakes/event-drafts.ts";
import { eventually } from "../../fakes/eventually.ts";
import { inventory } from "../../fakes/hub-inventory.ts";
import { accessTo, connectTo, realPorts, startConnection } from "../../fakes/mqtt-clients.ts";
import { type Mosquitto, mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";

const STATUS = "gatehouse/front/status";

/** A daemon's connection and surface, and what it was asked for. */
function startDaemon(url: string) {
  const requests: Action[] = [];
  const problems: string[] = [];
  const others: (readonly string[])[] = [];
  const { connection, states } = startConnection(accessTo(url), { will: statusWill(topicsOf("front")) });
  const surface = createMqttSurface({
    ...realPorts,
    hub: connection,
    logger: silentLogger,
    node: "front",
    instance: "daemon",
    version: "1",
    inventory,
    initial: { mode: "home", devices: {} },
    discoveryPrefix: "homeassistant",
    onRequest: (action) => requests.push(action),
    onProblem: (_topic, problem) => problems.push(problem),
    onOtherInstances: (names) => others.push(names),
  });
  const stop = async (): Promise<void> => {
    surface.stop();
    await connection.stop();
  };
  return { connection, surface, states, requests, problems, others, stop };
}

describe.skipIf(!mosquittoInstalled)("the daemon and a broker that dies", () => {
  let broker: Mosquitto;
  let daemon: ReturnType<typeof startDaemon>;

  beforeEach(async () => {
    broker = await startMosquitto();
    daemon = startDaemon(broker.url);
    await eventually(() => daemon.connection.connectedSinceT() !== null);
  });
  afterEach(async () => {
    await daemon.stop();
    await broker.stop();
  });

  /** Reads the retained value of a topic with a client of its own. */
  const retained = async (topic: string): Promise<string> => {
    const reader = await connectTo(accessTo(broker.url));
    let value: string | null = null;
    reader.subscribe(topic, (message) => {
      if (message.retained) value = Buffer.from(message.payload).toString();
    });
    try {
      return await eventually(() => value, { what: `a retained ${topic}` });
    } finally {
      await reader.stop();
    }
  };

  it("is born again with the states of now, and hears commands again, but none of the time between", async () => {
    await broker.kill();
    await eventually(() => daemon.connection.connectedSinceT() === null);
    daemon.surface.onEvent(stamped(drafts.mode("home", "sentry"), 1));
    await expect(
      daemon.connection.publish("lock/set", "LOCK", { qos: 1, retain: false }),
    ).rejects.toMatchObject({ code: "MQTT_NOT_CONNECTED" });
    await broker.start();
    const home = await connectTo(accessTo(broker.url));
    home.tryPublish("gatehouse/front/mode/set", "away", { retain: true });
    await eventually(() => daemon.connection.connectedSinceT() !== null);
    expect(await retained("gatehouse/front/mode")).toBe("sentry");
    expect(await retained("homeassistant/device/gatehouse_front/config")).toContain("components");
    await eventually(() => daemon.problems.length > 0);
    expect(daemon.problems[0]).toContain("A retained message is never taken");
    expect(daemon.requests).toEqual([]);
    await eventually(() => {
      home.tryPublish("gatehouse/front/say/set", "hello", { retain: false });
      return daemon.requests.length > 0;
    });
    await home.stop();
  });

  it("reports the loss once and the return once, with reasons", async () => {
    await broker.kill();
    await eventually(() => daemon.states.length === 2);
    // Long enough for several tries.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await broker.start();
    await eventually(() => daemon.connection.connectedSinceT() !== null, { withinMs: 10_000 });
    expect(daemon.states.map((state) => state.connected)).toEqual([true, false, true]);
    expect(daemon.states[1]?.why).toContain("closed the connection");
    expect(daemon.states[2]?.why).toContain("with MQTT 5");
  });

  it("is said to be offline by its will when it vanishes", async () => {
    const watcher = await connectTo(accessTo(broker.url));
    const heard: string[] = [];
    watcher.subscribe(STATUS, (message) => heard.push(Buffer.from(message.payload).toString()));
    await eventually(() => heard.length > 0);
    const second = startConnection(accessTo(broker.url), {
      clientId: "one-id",
      will: { topic: STATUS, payload: "offline", retain: true },
    });
    await eventually(() => second.connection.connectedSinceT() !== null);
    // Whoever comes with the same client id throws the first one out, as a cut cable would.
    const thief = startConnection(accessTo(broker.url), { clientId: "one-id" });
    await eventually(() => heard.includes("offline"));
    expect(second.states.at(-1)?.why ?? "").toMatch(/took over|closed/);
    await thief.connection.stop();
    await second.connection.stop();
    // The daemon that is alive says so at once.
    await eventually(() => heard.at(-1) === "online");
    await watcher.stop();
  });

  it("says goodbye in order", async () => {
    await daemon.stop();
    expect(await retained(STATUS)).toBe("offline");
  });

  it("gives a command to its taker once, also where another filter overlaps", async () => {
    daemon.connection.subscribe("gatehouse/#", () => undefined);
    const home = await connectTo(accessTo(broker.url));
    home.tryPublish("gatehouse/front/mode/set", "sentry", { retain: false });
    home.tryPublish("gatehouse/front/mode/set", "away", { retain: false });
    await eventually(() =>
      daemon.requests.some((action) => action.kind === "mode" && action.mode === "away"),
    );
    expect(daemon.requests).toEqual([
      { kind: "mode", mode: "sentry" },
      { kind: "mode", mode: "away" },
    ]);
    await home.stop();
  });

  it("refuses a live command that was sent to be retained", async () => {
    const home = await connectTo(accessTo(broker.url));
    home.tryPublish("gatehouse/front/device/front_door_lock/set", "UNLOCK", { retain: true });
    await eventually(() => daemon.problems.length > 0);
    expect(daemon.requests).toEqual([]);
    await home.stop();
  });
});

describe.skipIf(!mosquittoInstalled)("the daemon without a broker", () => {
  it("starts, and connects when there is one", async () => {
    const first = await startMosquitto();
    await first.kill();
    const daemon = startDaemon(first.url);
    await eventually(() => daemon.states.length > 0);
    expect(daemon.states[0]).toMatchObject({ connected: false });
    expect(daemon.states[0]?.why).toContain("nothing listens at localhost");
    await first.start();
    await eventually(() => daemon.connection.connectedSinceT() !== null, { withinMs: 10_000 });
    await daemon.stop();
    await first.stop();
  });
});
