import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MqttConnection } from "../../../src/adapters/mqtt/connection.ts";
import type { MqttUnlockWire } from "../../../src/adapters/mqtt/unlock-wire.ts";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, connectTo, wireTo } from "../../fakes/mqtt-clients.ts";
import { startTcpProxy, type TcpProxy } from "../../fakes/tcp-proxy.ts";
import { type TestBroker, testBrokers } from "../../fakes/test-brokers.ts";

const TOPIC = "lock/set";
/** Longer than the proxy's kernel takes in while it stalls (64 KiB), so that its end stays in ours. */
const LONG = `{"state":"UNLOCK","padding":"${"x".repeat(200_000)}"}`;

for (const { name, installed, protocolVersion, start } of testBrokers) {
  describe.skipIf(!installed)(`unlock wire: ${name}`, () => {
    let broker: TestBroker;
    let proxy: TcpProxy;
    let wire: MqttUnlockWire;
    let door: MqttConnection;
    let heard: string[];

    beforeEach(async () => {
      broker = await start();
      proxy = await startTcpProxy(broker.port);
      const viaProxy = broker.url.replace(`:${String(broker.port)}`, `:${String(proxy.port)}`);
      door = await connectTo(accessTo(broker.url, { protocolVersion }));
      heard = [];
      door.subscribe(TOPIC, (message) => {
        heard.push(`${Buffer.from(message.payload).toString()}${message.retained ? " (retained)" : ""}`);
      });
      wire = await wireTo(accessTo(viaProxy, { protocolVersion }));
      let ready = false;
      door.subscribe("ready", () => (ready = true));
      await eventually(() => door.tryPublish("ready", "x", { retain: false }) && ready);
    });
    afterEach(async () => {
      await wire.stop();
      await door.stop();
      await proxy.stop();
      await broker.stop();
    });

    it("delivers, and says how long the broker took", async () => {
      const delivery = await wire.send(TOPIC, "UNLOCK", { deliverWithinMs: 2_000 });
      expect(delivery).toEqual({ outcome: "delivered", ms: expect.any(Number) as number });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["UNLOCK"]);
    });

    it("expires in the window when the peer stalls, and what this machine still held never arrives", async () => {
      proxy.stall();
      const startMs = performance.now();
      const delivery = await wire.send(TOPIC, LONG, { deliverWithinMs: 300 });
      const tookMs = performance.now() - startMs;
      expect(delivery.outcome).toBe("expired");
      expect(tookMs).toBeLessThan(1_000);
      proxy.flow();
      await eventually(() => wire.ready(), { what: "the wire's next connection" });
      expect(await wire.send(TOPIC, "SECOND", { deliverWithinMs: 2_000 })).toMatchObject({
        outcome: "delivered",
      });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["SECOND"]);
    });

    it("does so with megabytes in flight too", async () => {
      proxy.stall();
      const huge = `{"state":"UNLOCK","padding":"${"x".repeat(8_000_000)}"}`;
      const startMs = performance.now();
      expect((await wire.send(TOPIC, huge, { deliverWithinMs: 300 })).outcome).toBe("expired");
      expect(performance.now() - startMs).toBeLessThan(1_500);
      proxy.flow();
      await eventually(() => wire.ready(), { what: "the wire's next connection" });
      await wire.send(TOPIC, "SECOND", { deliverWithinMs: 2_000 });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["SECOND"]);
    });

    it("differs in that from an ordinary connection, whose message arrives when the stall is over", async () => {
      const viaProxy = broker.url.replace(`:${String(broker.port)}`, `:${String(proxy.port)}`);
      const ordinary = await connectTo(accessTo(viaProxy, { protocolVersion }));
      proxy.stall();
      ordinary.tryPublish(TOPIC, LONG, { retain: false });
      await ordinary.stop();
      proxy.flow();
      await eventually(() => heard.length > 0);
      expect(heard).toEqual([LONG]);
    });

    it("takes turns: two messages at once both arrive, in order", async () => {
      const deliveries = await Promise.all([
        wire.send(TOPIC, "FIRST", { deliverWithinMs: 2_000 }),
        wire.send(TOPIC, "SECOND", { deliverWithinMs: 2_000 }),
      ]);
      expect(deliveries.map((delivery) => delivery.outcome)).toEqual(["delivered", "delivered"]);
      await eventually(() => heard.length === 2);
      expect(heard).toEqual(["FIRST", "SECOND"]);
    });

    it("lets the second of two expire with the first, without sending it", async () => {
      proxy.stall();
      const deliveries = await Promise.all([
        wire.send(TOPIC, LONG, { deliverWithinMs: 300 }),
        wire.send(TOPIC, "SECOND", { deliverWithinMs: 300 }),
      ]);
      expect(deliveries.map((delivery) => delivery.outcome)).toEqual(["expired", "expired"]);
      proxy.flow();
      await eventually(() => wire.ready());
      await wire.send(TOPIC, "THIRD", { deliverWithinMs: 2_000 });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["THIRD"]);
    });

    it("does not send what no longer holds when its turn comes", async () => {
      proxy.delay(50);
      let gone = false;
      const first = wire.send(TOPIC, "FIRST", { deliverWithinMs: 2_000 });
      const second = wire.send(TOPIC, "SECOND", {
        deliverWithinMs: 2_000,
        obstacle: () => (gone ? "the person has gone" : null),
      });
      gone = true;
      expect((await first).outcome).toBe("delivered");
      expect(await second).toEqual({ outcome: "expired", why: "the person has gone" });
      expect(wire.ready()).toBe(true);
      await wire.send(TOPIC, "THIRD", { deliverWithinMs: 2_000 });
      await eventually(() => heard.length === 2);
      expect(heard).toEqual(["FIRST", "THIRD"]);
    });

    it("refuses while there is no connection, and sends nothing when it is back", async () => {
      proxy.refuse(true);
      proxy.cut();
      await eventually(() => !wire.ready());
      const delivery = await wire.send(TOPIC, "WHILE AWAY", { deliverWithinMs: 2_000 });
      expect(delivery.outcome).toBe("expired");
      proxy.refuse(false);
      await eventually(() => wire.ready());
      await wire.send(TOPIC, "NOW", { deliverWithinMs: 2_000 });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["NOW"]);
    });

    it("expires when the connection is cut before the answer, and sends it on no other", async () => {
      proxy.stall();
      const sending = wire.send(TOPIC, LONG, { deliverWithinMs: 2_000 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      proxy.cut();
      expect((await sending).outcome).toBe("expired");
      proxy.flow();
      await eventually(() => wire.ready());
      await wire.send(TOPIC, "NOW", { deliverWithinMs: 2_000 });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["NOW"]);
    });

    it("takes a slow answer for what it is", async () => {
      proxy.delay(100);
      expect(await wire.send(TOPIC, "UNLOCK", { deliverWithinMs: 50 })).toMatchObject({ outcome: "expired" });
      await eventually(() => wire.ready());
      const delivery = await wire.send(TOPIC, "UNLOCK", { deliverWithinMs: 2_000 });
      expect(delivery.outcome === "delivered" && delivery.ms).toBeGreaterThanOrEqual(190);
    });

    it("lets what is on its way expire when it stops", async () => {
      proxy.stall();
      const sending = wire.send(TOPIC, LONG, { deliverWithinMs: 2_000 });
      await new Promise((resolve) => setTimeout(resolve, 50));
      await wire.stop();
      expect((await sending).outcome).toBe("expired");
      proxy.flow();
      door.tryPublish(TOPIC, "END", { retain: false });
      await eventually(() => heard.length > 0);
      expect(heard).toEqual(["END"]);
    });
  });
}
