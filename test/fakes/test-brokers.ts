import { startEmbeddedBroker } from "../../src/adapters/embedded-broker/embedded-broker.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { startWebSocketGateway } from "./websocket-gateway.ts";
import { mosquittoInstalled, startMosquitto } from "./mosquitto.ts";

/** A broker under test. */
export interface TestBroker {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** The brokers that every MQTT test runs against. Mosquitto speaks MQTT 5 (and 3.1.1), the embedded one 3.1.1 only. */
export const testBrokers: readonly {
  readonly name: string;
  readonly installed: boolean;
  readonly protocolVersion: 4 | 5;
  readonly start: () => Promise<TestBroker>;
}[] = [
  {
    name: "mosquitto, MQTT 5",
    installed: mosquittoInstalled,
    protocolVersion: 5,
    start: () => startMosquitto(),
  },
  {
    name: "mosquitto, MQTT 5 over TLS",
    installed: mosquittoInstalled,
    protocolVersion: 5,
    start: () => startMosquitto({ certificate: "broker" }),
  },
  {
    name: "mosquitto, MQTT 3.1.1 over TLS",
    installed: mosquittoInstalled,
    protocolVersion: 4,
    start: () => startMosquitto({ certificate: "broker" }),
  },
  {
    name: "mosquitto, MQTT 5 over WebSocket and TLS",
    installed: mosquittoInstalled,
    protocolVersion: 5,
    start: async () => {
      const broker = await startMosquitto();
      const gateway = await startWebSocketGateway(broker.port);
      const stop = async (): Promise<void> => {
        await gateway.stop();
        await broker.stop();
      };
      return { port: gateway.port, url: gateway.url, stop };
    },
  },
  {
    name: "embedded broker, MQTT 3.1.1",
    installed: true,
    protocolVersion: 4,
    start: async () => {
      const broker = await startEmbeddedBroker({ port: 0, logger: silentLogger });
      return { port: broker.port, url: broker.url, stop: () => broker.close() };
    },
  },
];
