import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../fakes/free-port.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";
import { Daemon, Hub, type House } from "../daemon.ts";
import { DoorLock, doorHouse, ffmpegInstalled, OPEN_FOR_FAMILY } from "../door.ts";

const RULES = `${OPEN_FOR_FAMILY}
  - id: record-everybody
    triggers: [{ trigger: person }]
    actions: [{ action: record, camera: front_door, until: person.left }]
`;

describe.skipIf(!ffmpegInstalled || !mosquittoInstalled)(
  "a daemon that is asked to end while the door is unlocked",
  () => {
    let broker: Mosquitto;
    let house: House;
    let daemon: Daemon;
    let hub: Hub;
    let door: DoorLock;

    beforeAll(async () => {
      broker = await startMosquitto({ port: await freePort() });
      const mqtt = `{ url: "mqtt://127.0.0.1:${String(broker.port)}" }`;
      house = await doorHouse({ mqtt, visit: "family", relockAfter: "60s", rules: RULES });
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

    it("locks the door and closes the clip within five seconds", async () => {
      await hub.event("device.changed", { where: (event) => event.state === "UNLOCKED", withinMs: 40_000 });
      const asked = Date.now();
      expect(await daemon.stop("SIGTERM")).toBe(0);
      expect(Date.now() - asked).toBeLessThan(5_000);
      expect(door.received).toEqual(["UNLOCK", "LOCK"]);
      const clips = await readdir(house.path("state/clips"));
      expect(clips).toHaveLength(1);
      expect(clips[0]).toMatch(/\.mp4$/);
      const { stderr } = await promisify(execFile)("ffprobe", [
        "-v",
        "error",
        house.path(`state/clips/${clips[0] ?? ""}`),
      ]);
      expect(stderr).toBe("");
      expect(hub.messages.filter(({ topic }) => topic === "gatehouse/test/status").at(-1)?.payload).toBe(
        "offline",
      );
    }, 90_000);
  },
);
