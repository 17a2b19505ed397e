import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { NodeRed, nodeRedInstalled } from "../../fakes/node-red.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled } from "../door.ts";

describe.skipIf(!nodeRedInstalled || !mosquittoInstalled || !ffmpegInstalled)(
  "a real Node-RED with the flow that ships (needs `npm test`, which fetches it, mosquitto and ffmpeg)",
  () => {
    let broker: Mosquitto;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;
    let red: NodeRed;

    beforeAll(async () => {
      broker = await startMosquitto();
      hub = await Hub.connect(broker.port, "test");
      door = await DoorLock.join(hub);
      red = await NodeRed.start(broker.port, "test");
      house = await doorHouse({
        mqtt: `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`,
        ...{ visit: "stranger", rules: "rules: []\n" },
      });
      daemon = new Daemon(house);
    }, 180_000);

    afterAll(async () => {
      await red.stop();
      await daemon.stop();
      await hub.close();
      await broker.stop();
      await house.remove();
    });

    it("sees a stranger, and switches the mode back to sentry", async () => {
      await red.said(/A stranger at front_door/, 90_000);
      const changed = await hub.event("mode.changed", { where: ({ to }) => to === "sentry" });
      expect(changed["by"]).toEqual({ kind: "hub", topic: "gatehouse/test/mode/set" });
    }, 120_000);

    it("asks for the door, and shows why it is refused", async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await red.press("Unlock the front door");
      const denied = await hub.event("request.denied");
      expect(denied).toMatchObject({
        device: "front_door_lock",
        by: { kind: "hub", topic: "gatehouse/test/device/front_door_lock/set" },
      });
      const line = await red.said(/Denied: unlock front_door_lock\./);
      expect(line).toContain(String(denied["reason"]));
      expect(door.received).toEqual([]);
    }, 60_000);
  },
);
