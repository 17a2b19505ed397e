import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "../../fakes/eventually.ts";
import { accessTo, startConnection } from "../../fakes/mqtt-clients.ts";
import { mosquittoInstalled, startMosquitto } from "../../fakes/mosquitto.ts";
import { startTcpProxy } from "../../fakes/tcp-proxy.ts";
import { testBrokers } from "../../fakes/test-brokers.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const embedded = testBrokers.find((broker) => broker.name.startsWith("embedded"));

describe("which MQTT is spoken", () => {
  it("is 3.1.1 where the broker refuses 5, without calling that a failure", async () => {
    if (embedded === undefined) throw new Error("there is no embedded broker");
    const broker = await embedded.start();
    const { connection, states } = startConnection(accessTo(broker.url));
    stops.push(
      () => broker.stop(),
      () => connection.stop(),
    );
    await eventually(() => states.length > 0);
    expect(states).toEqual([{ connected: true, why: expect.stringContaining("with MQTT 3.1.1") as string }]);
  });

  it("is 3.1.1 after a broker hung up on 5 without a word", async () => {
    const levels: (number | undefined)[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      // The protocol level is the ninth byte of a CONNECT (MQTT 3.1.1, section 3.1.2.2).
      socket.once("data", (connect: Buffer) => {
        levels.push(connect[8]);
        if (connect[8] === 5) socket.destroy();
        else socket.write(Buffer.from([0x20, 2, 0, 0]));
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { connection } = startConnection(accessTo(`mqtt://127.0.0.1:${String(port)}`));
    stops.push(
      async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      },
      () => connection.stop(),
    );
    await eventually(() => connection.connectedSinceT() !== null);
    expect(levels).toEqual([5, 4]);
  });

  it.skipIf(!mosquittoInstalled)("is 5 again after a broker that speaks it hung up once", async () => {
    const broker = await startMosquitto();
    const proxy = await startTcpProxy(broker.port);
    proxy.refuse(true);
    const { connection, states } = startConnection(accessTo(`mqtt://127.0.0.1:${String(proxy.port)}`));
    stops.push(
      () => broker.stop(),
      () => proxy.stop(),
      () => connection.stop(),
    );
    await eventually(() => states.length > 0);
    proxy.refuse(false);
    await eventually(() => connection.connectedSinceT() !== null);
    expect(states.at(-1)?.why).toContain("with MQTT 5");
  });
});
