import { describe } from "vitest";
import { accessTo, connectTo } from "../fakes/mqtt-clients.ts";
import { eventually } from "../fakes/eventually.ts";
import { startTcpProxy } from "../fakes/tcp-proxy.ts";
import { testBrokers } from "../fakes/test-brokers.ts";
import { hubConnectionContract } from "./hub-connection.ts";

for (const { name, installed, protocolVersion, start } of testBrokers) {
  describe.skipIf(!installed)(`HubConnection: ${name}`, () => {
    hubConnectionContract(async () => {
      const broker = await start();
      const proxy = await startTcpProxy(broker.port);
      const viaProxy = broker.url.replace(`:${String(broker.port)}`, `:${String(proxy.port)}`);
      const hub = await connectTo(accessTo(viaProxy, { protocolVersion }));
      const other = await connectTo(accessTo(broker.url, { protocolVersion }));
      return {
        hub,
        other,
        down: async () => {
          proxy.refuse(true);
          proxy.cut();
          await eventually(() => hub.connectedSinceT() === null);
        },
        up: async () => {
          proxy.refuse(false);
          await eventually(() => hub.connectedSinceT() !== null);
        },
        stop: async () => {
          await Promise.all([hub.stop(), other.stop()]);
          await proxy.stop();
          await broker.stop();
        },
      };
    });
  });
}
