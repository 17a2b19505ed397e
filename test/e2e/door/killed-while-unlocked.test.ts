import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startMosquitto, mosquittoInstalled, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, Hub, until, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

describe.skipIf(!ffmpegInstalled || !mosquittoInstalled)(
  "a daemon that is killed while the door is unlocked",
  () => {
    let broker: Mosquitto;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;

    beforeAll(async () => {
      broker = await startMosquitto();
      const mqtt = `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`;
      house = await doorHouse({ mqtt, visit: "family", relockAfter: "60s", rules: OPEN_FOR_FAMILY });
      hub = await Hub.connect(broker.port, "test");
      door = await DoorLock.join(hub);
      daemon = new Daemon(house);
    }, 180_000);

    afterAll(async () => {
      await daemon.stop();
      await hub.close();
      await broker.stop();
      await house.remove();
    });

    it("owes the lock across the kill, pays it when it ends, and never sends the unlock again", async () => {
      await hub.event("device.changed", { where: (event) => event.state === "UNLOCKED", withinMs: 40_000 });
      await daemon.stop("SIGKILL");
      // Without the camera: whatever is sent now comes from what was owed.
      const text = await readFile(house.path("gatehouse.yaml"), "utf8");
      const blind = text
        .replace(/cameras:\n.*\n/, "cameras: {}\n")
        .replace("cameras: [front_door]", "cameras: []");
      await house.write("gatehouse.yaml", blind);
      await house.write("rules/rules.yaml", "rules: []\n");
      const before = hub.messages.length;
      daemon = new Daemon(house);
      const isOnline = ({ topic, payload }: { topic: string; payload: string }): boolean =>
        topic === "gatehouse/test/status" && payload === "online";
      await until(() => (hub.messages.slice(before).some(isOnline) ? true : undefined), {
        what: "the daemon is online again",
      });
      expect(door.received).toEqual(["UNLOCK"]);
      const asked = Date.now();
      expect(await daemon.stop("SIGTERM")).toBe(0);
      expect(Date.now() - asked).toBeLessThan(5_000);
      await until(() => (door.received.includes("LOCK") ? true : undefined), { what: "the lock command" });
      expect(door.received).toEqual(["UNLOCK", "LOCK"]);
    }, 90_000);
  },
);
