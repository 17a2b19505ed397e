import mqtt from "mqtt";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, wireTo } from "../../fakes/mqtt-clients.ts";
import { certificate, mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";

describe.skipIf(!mosquittoInstalled)("an unlock over MQTT 5", () => {
  it("expires at the broker too, is at QoS 0 and is not retained", async () => {
    const broker = await startMosquitto({ certificate: "broker" });
    const ca = readFileSync(certificate("authority.pem"));
    const reader = await mqtt.connectAsync(broker.url, { protocolVersion: 5, ca });
    const packets: mqtt.IPublishPacket[] = [];
    reader.on("message", (_topic, _payload, packet) => packets.push(packet));
    await reader.subscribeAsync("lock/set", { qos: 1, rap: true });
    const wire = await wireTo(accessTo(broker.url));
    await wire.send("lock/set", "UNLOCK", { deliverWithinMs: 1_500 });
    const packet = await eventually(() => packets[0]);
    expect(packet).toMatchObject({ qos: 0, retain: false });
    expect(packet.properties?.messageExpiryInterval).toBe(2);
    await wire.stop();
    await reader.endAsync(true);
    await broker.stop();
  });
});
