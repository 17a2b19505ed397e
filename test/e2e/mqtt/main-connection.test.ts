import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BrokerState, MqttConnection } from "../../../src/adapters/mqtt/connection.ts";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, connectTo, startConnection } from "../../fakes/mqtt-clients.ts";
import { startTcpProxy, type TcpProxy } from "../../fakes/tcp-proxy.ts";
import { type TestBroker, testBrokers } from "../../fakes/test-brokers.ts";

const TOPIC = "lock/set";

for (const { name, installed, protocolVersion, start } of testBrokers) {
  describe.skipIf(!installed)(`main connection: ${name}`, () => {
    let broker: TestBroker;
    let proxy: TcpProxy;
    let connection: MqttConnection;
    let states: BrokerState[];
    let door: MqttConnection;
    let heard: string[];

    beforeEach(async () => {
      broker = await start();
      proxy = await startTcpProxy(broker.port);
      door = await connectTo(accessTo(broker.url, { protocolVersion }));
      heard = [];
      door.subscribe(TOPIC, (message) => heard.push(Buffer.from(message.payload).toString()));
      const viaProxy = broker.url.replace(`:${String(broker.port)}`, `:${String(proxy.port)}`);
      ({ connection, states } = startConnection(accessTo(viaProxy, { protocolVersion }), {
        keepaliveSeconds: 1,
      }));
      await eventually(() => connection.connectedSinceT() !== null);
    });
    afterEach(async () => {
      await Promise.all([connection.stop(), door.stop()]);
      await proxy.stop();
      await broker.stop();
    });

    it("publishes at QoS 0 and 1", async () => {
      await connection.publish(TOPIC, "a", { qos: 0, retain: false });
      await connection.publish(TOPIC, "b", { qos: 1, retain: false });
      await eventually(() => heard.length === 2);
      expect(heard).toEqual(["a", "b"]);
    });

    it("rejects what was not acknowledged when the connection breaks, and never sends it again", async () => {
      proxy.stall();
      const sending = connection.publish(TOPIC, "LOCK", { qos: 1, retain: false });
      proxy.cut();
      await expect(sending).rejects.toMatchObject({ code: "MQTT_LOST" });
      await expect(connection.publish(TOPIC, "LOCK", { qos: 1, retain: false })).rejects.toMatchObject({
        code: "MQTT_NOT_CONNECTED",
      });
      proxy.flow();
      await eventually(() => connection.connectedSinceT() !== null);
      await connection.publish(TOPIC, "END", { qos: 1, retain: false });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["END"]);
    });

    it("notices a peer that went silent, although it still sends", async () => {
      proxy.stall();
      const startMs = performance.now();
      await eventually(() => {
        connection.tryPublish("noise", "x", { retain: false });
        return connection.connectedSinceT() === null;
      });
      expect(performance.now() - startMs).toBeLessThan(4_000);
      expect(states.at(-1)?.why).toMatch(/stopped answering|closed the connection/);
      proxy.cut();
    });

    it("drops and counts what the broker does not take, instead of piling it up", async () => {
      proxy.stall();
      const large = new Uint8Array(500_000);
      let sent = 0;
      while (connection.tryPublish("noise", large, { retain: false })) sent += 1;
      expect(sent).toBeLessThan(100);
      expect(connection.dropped).toBe(1);
      await expect(connection.publish(TOPIC, "x", { qos: 0, retain: false })).rejects.toMatchObject({
        code: "MQTT_CONGESTED",
      });
      proxy.cut();
    });

    it("does not call its own end a loss, and may be stopped twice", async () => {
      await connection.stop();
      await connection.stop();
      expect(connection.connectedSinceT()).toBeNull();
      expect(states.map((state) => state.connected)).toEqual([true]);
    });

    it("may be stopped without a start, and while it is connecting", async () => {
      const idle = startConnection(accessTo(broker.url, { protocolVersion }));
      await idle.connection.stop();
      expect(idle.states).toEqual([]);
    });
  });
}
