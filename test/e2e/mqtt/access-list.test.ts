import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { MqttConnection } from "../../../src/adapters/mqtt/connection.ts";
import { MqttNotifier } from "../../../src/devices/mqtt-notifier.ts";
import { silentLogger } from "../../../src/runtime/logger.ts";
import { accessTo, connectTo, realPorts } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto, type Mosquitto } from "../../fakes/mosquitto.ts";

describe.skipIf(!mosquittoInstalled)("a broker whose access list denies a topic", () => {
  let broker: Mosquitto;
  let folder: string;
  let connection: MqttConnection;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "gatehouse-acl-"));
    const file = join(folder, "acl");
    writeFileSync(file, "topic readwrite gatehouse/#\n");
    broker = await startMosquitto({ extra: [`acl_file ${file}`] });
  });
  afterEach(() => connection.stop());
  afterAll(async () => {
    await broker.stop();
    rmSync(folder, { recursive: true });
  });

  it("says so in words where MQTT 5 tells it; what is allowed goes on", async () => {
    connection = await connectTo(accessTo(broker.url));
    await expect(connection.publish("home/lamp", "ON", { qos: 1, retain: false })).rejects.toMatchObject({
      code: "MQTT_REFUSED",
      message: expect.stringMatching(/home\/lamp was not taken: .* the broker's access list/) as string,
    });
    await connection.publish("gatehouse/x", "ON", { qos: 1, retain: false });
    expect(connection.connectedSinceT()).not.toBeNull();
  });

  it("makes a notification fail at once, instead of waiting for what will not change", async () => {
    connection = await connectTo(accessTo(broker.url));
    const notifier = new MqttNotifier({
      ...{
        topic: "home/notify",
        format: "text",
        keepMs: 3_600_000,
        transport: connection,
        logger: silentLogger,
      },
      clock: realPorts.clock,
    });
    await expect(notifier.notify("A stranger")).rejects.toMatchObject({ code: "MQTT_REFUSED" });
  });

  it("is not told by MQTT 3.1.1, which knows no words for it", async () => {
    connection = await connectTo(accessTo(broker.url, { protocolVersion: 4 }));
    await connection.publish("home/lamp", "ON", { qos: 1, retain: false });
  });
});
