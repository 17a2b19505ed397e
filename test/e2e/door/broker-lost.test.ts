import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, Hub, until, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, gatehouse, OPEN_FOR_FAMILY, visitOf } from "../door.ts";

describe.skipIf(!ffmpegInstalled || !mosquittoInstalled)(
  "a broker that is lost while the family comes",
  () => {
    let broker: Mosquitto;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;

    beforeAll(async () => {
      broker = await startMosquitto();
      const mqtt = `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`;
      // Some empty porch first, so that there is time to lose the broker.
      const { from, to } = visitOf("family");
      house = await doorHouse({ mqtt, visit: { from: from - 6, to }, rules: OPEN_FOR_FAMILY });
      daemon = new Daemon(house);
      hub = await Hub.connect(broker.port, "test");
    }, 180_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await broker.stop();
      await house.remove();
    });

    it("opens nothing, then or later, says why, and is online again when the broker is", async () => {
      await hub.event("sensor.recovered", { withinMs: 10 }).catch(() => undefined);
      await until(
        () => (hub.messages.some(({ topic }) => topic === "gatehouse/test/status") ? true : undefined),
        { what: "online" },
      );
      await broker.kill();
      await hub.close();
      const denied = await until(
        async () => {
          const lines = (await gatehouse(house, ["events", "--json", "--name", "request.denied"])).trim();
          return lines === "" ? undefined : (JSON.parse(lines) as { code: string; reason: string });
        },
        { what: "the unlock is denied", withinMs: 40_000 },
      );
      expect(denied.code).toBe("BROKER_AWAY");
      await broker.start();
      hub = await Hub.connect(broker.port, "test");
      const door = await DoorLock.join(hub);
      await hub.event("broker.recovered", { withinMs: 40_000 });
      await until(
        () =>
          hub.messages.some(({ topic, payload }) => topic === "gatehouse/test/status" && payload === "online")
            ? true
            : undefined,
        { what: "the status is online again" },
      );
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      expect(door.received).toEqual([]);
    }, 120_000);
  },
);
