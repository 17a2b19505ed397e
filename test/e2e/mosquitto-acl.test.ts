import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../fakes/mosquitto.ts";

const ACL = fileURLToPath(new URL("../../docs/mosquitto-acl.conf", import.meta.url));

/** The access list of the documentation on a real mosquitto; users are told apart by name alone. */
describe.skipIf(!mosquittoInstalled)(
  "the broker's access list (skipped where mosquitto is not installed)",
  () => {
    let broker: Mosquitto;
    let folder: string;
    const clients = new Map<string, MqttClient>();
    const heard: string[] = [];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "gatehouse-acl-"));
      copyFileSync(ACL, join(folder, "acl"));
      broker = await startMosquitto({ extra: [`acl_file ${join(folder, "acl")}`] });
      for (const username of ["gatehouse", "zigbee2mqtt", "homeassistant", "somebody"]) {
        clients.set(username, await connectAsync(broker.url, { username, reconnectPeriod: 0 }));
      }
      const bridge = clients.get("zigbee2mqtt")!;
      bridge.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
      await bridge.subscribeAsync("zigbee2mqtt/#");
      const house = clients.get("gatehouse")!;
      house.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()} (to gatehouse)`));
      await house.subscribeAsync(["zigbee2mqtt/front_door_lock", "gatehouse/#"]);
    });

    afterAll(async () => {
      for (const client of clients.values()) await client.endAsync(true);
      await broker.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Resolves when `username` has heard a message of its own, and so everything that was published before it. */
    async function caughtUp(username: string, marker: string): Promise<void> {
      const client = clients.get(username)!;
      const heardMarker = new Promise<void>((resolve) => {
        const listen = (topic: string): void => {
          if (topic !== marker) return;
          client.off("message", listen);
          resolve();
        };
        client.on("message", listen);
      });
      await client.publishAsync(marker, "", { qos: 1 });
      await heardMarker;
    }

    /** What the bridge and Gatehouse hear after `username` has published to `topic`. */
    async function arrives(username: string, topic: string): Promise<string[]> {
      heard.length = 0;
      // QoS 1: the broker has decided when this resolves (MQTT 3.1.1 acknowledges a refused message too).
      await clients.get(username)!.publishAsync(topic, username, { qos: 1 });
      await caughtUp("zigbee2mqtt", "zigbee2mqtt/marker");
      await caughtUp("gatehouse", "gatehouse/marker");
      return heard.filter((message) => !message.includes("/marker"));
    }

    it("lets Gatehouse command the lock", async () => {
      expect(await arrives("gatehouse", "zigbee2mqtt/front_door_lock/set")).toEqual([
        "zigbee2mqtt/front_door_lock/set gatehouse",
      ]);
    });

    it.each([
      ["homeassistant", "zigbee2mqtt/front_door_lock/set"],
      ["homeassistant", "zigbee2mqtt/front_door_lock/set/state"],
      ["homeassistant", "zigbee2mqtt/front_door_lock"],
      ["homeassistant", "zigbee2mqtt/bridge/request/device/rename"],
      ["homeassistant", "gatehouse/front/device/front_door_lock"],
      ["somebody", "zigbee2mqtt/front_door_lock/set"],
      ["somebody", "gatehouse/front/mode/set"],
      ["gatehouse", "zigbee2mqtt/front_door_lock"],
      ["zigbee2mqtt", "gatehouse/front/mode/set"],
    ])("does not let %s write to %s", async (username, topic) => {
      expect(await arrives(username, topic)).toEqual([]);
    });

    it("lets the hub ask Gatehouse, and switch its other devices", async () => {
      expect(await arrives("homeassistant", "gatehouse/front/mode/set")).toEqual([
        "gatehouse/front/mode/set homeassistant (to gatehouse)",
      ]);
      expect(await arrives("homeassistant", "zigbee2mqtt/lamp/set")).toEqual([
        "zigbee2mqtt/lamp/set homeassistant",
      ]);
    });

    it("lets the lock's bridge say what state the lock is in", async () => {
      expect((await arrives("zigbee2mqtt", "zigbee2mqtt/front_door_lock")).sort()).toEqual([
        "zigbee2mqtt/front_door_lock zigbee2mqtt",
        "zigbee2mqtt/front_door_lock zigbee2mqtt (to gatehouse)",
      ]);
    });
  },
);
