import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCK_COMMAND_TOPIC, LOCK_STATE_TOPIC } from "../../../src/app/demo/lock.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, Hub, until, type House } from "../daemon.ts";
import { doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled || !mosquittoInstalled)("a LOCKED that the broker has stored", () => {
  let broker: Mosquitto;
  let house: House;
  let daemon: Daemon;
  let hub: Hub;

  beforeAll(async () => {
    broker = await startMosquitto();
    const mqtt = `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`;
    house = await doorHouse({ mqtt, visit: "family", relockAfter: "2s", rules: OPEN_FOR_FAMILY });
    daemon = new Daemon(house);
    hub = await Hub.connect(broker.port, "test");
  }, 180_000);

  afterAll(async () => {
    await daemon.stop();
    await hub.close();
    await broker.stop();
    await house.remove();
  });

  const commands = (): string[] =>
    hub.messages
      .filter(({ topic }) => topic === LOCK_COMMAND_TOPIC)
      .map(({ payload }) => (JSON.parse(payload) as { state: string }).state);

  it("pays for no open door: a lock that does not answer is told to lock again and again", async () => {
    await until(() => commands().includes("UNLOCK") || undefined, { what: "the unlock", withinMs: 60_000 });
    await daemon.stop("SIGKILL");
    await hub.client.publishAsync(LOCK_STATE_TOPIC, '{"state":"LOCKED"}', { retain: true });
    const before = commands().length;
    daemon = new Daemon(house);
    await until(() => commands().length >= before + 3 || undefined, {
      what: "lock commands",
      withinMs: 30_000,
    });
    expect(new Set(commands().slice(before))).toEqual(new Set(["LOCK"]));
    await hub.client.publishAsync(LOCK_STATE_TOPIC, '{"state":"LOCKED"}');
    const after = commands().length;
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(commands()).toHaveLength(after);
  }, 120_000);
});
