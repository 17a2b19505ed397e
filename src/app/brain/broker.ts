import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { startEmbeddedBroker } from "../../adapters/embedded-broker/embedded-broker.ts";
import type { BrokerAccess } from "../../adapters/mqtt/broker-access.ts";
import { MqttConnection, type BrokerState } from "../../adapters/mqtt/connection.ts";
import type { TlsOptions } from "../../adapters/mqtt/transport.ts";
import { MqttUnlockWire } from "../../adapters/mqtt/unlock-wire.ts";
import type { GatehouseConfig } from "../../config/schema/gatehouse.ts";
import type { DeviceTransport, UnlockWire } from "../../devices/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Teardown } from "../../runtime/teardown.ts";
import { statusWill, topicsOf } from "../../surfaces/mqtt/topics.ts";
import type { ProcessParts } from "../process-parts.ts";

type MqttConfig = NonNullable<GatehouseConfig["mqtt"]>;

/** The connections to the broker, none of which has been started. */
export interface Broker {
  readonly transport: DeviceTransport;
  readonly wire: UnlockWire;
  /** The ordinary connection, or null without a broker. */
  readonly connection: MqttConnection | null;
  /** Begins to connect. */
  start(): void;
}

export interface BrokerOptions extends ProcessParts {
  readonly mqtt: MqttConfig | undefined;
  /** The configuration file: certificates' paths are relative to it. */
  readonly configPath: string;
  readonly node: string;
  readonly instance: string;
  readonly onState: (state: BrokerState) => void;
  readonly teardown: Teardown;
}

/** Makes the connections, and the broker itself if it is the embedded one. */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  const { mqtt, node, instance, teardown } = options;
  if (mqtt === undefined) return noBroker;
  const access = await accessOf(mqtt, options);
  const clientId = `gatehouse-${node}-${instance.slice(-8)}`;
  const connection = new MqttConnection({
    ...options,
    access,
    clientId,
    will: statusWill(topicsOf(node)),
    logger: options.logger.child("mqtt"),
  });
  const wire = new MqttUnlockWire({ ...options, access, clientId, logger: options.logger.child("wire") });
  teardown.add(async () => {
    await wire.stop();
    await connection.stop();
  });
  return {
    transport: connection,
    wire,
    connection,
    start: () => {
      connection.start();
      wire.start();
    },
  };
}

async function accessOf(mqtt: MqttConfig, options: BrokerOptions): Promise<BrokerAccess> {
  const login = { username: mqtt.username, password: mqtt.password };
  if (mqtt.broker === "external") return externalAccess(mqtt, options.configPath);
  const { username, password } = login;
  const credentials = username === undefined || password === undefined ? undefined : { username, password };
  const broker = await startEmbeddedBroker({
    host: mqtt.host,
    port: mqtt.port,
    credentials,
    logger: options.logger.child("broker"),
  });
  options.teardown.add(() => broker.close());
  return { url: broker.url, ...login };
}

/**
 * How to get into a broker that runs elsewhere.
 *
 * @param configPath certificates' paths are relative to it
 * @throws GatehouseError MQTT_CERTIFICATE (missing)
 */
async function externalAccess(mqtt: ExternalBroker, configPath: string): Promise<BrokerAccess> {
  const { url, username, password, version } = mqtt;
  const protocolVersion = version === undefined ? undefined : version === 5 ? 5 : 4;
  return { url, username, password, protocolVersion, tls: await certificates(mqtt.tls, dirname(configPath)) };
}

/**
 * How to get into the broker of a configuration from outside of the daemon.
 *
 * @throws GatehouseError MQTT_CERTIFICATE (missing)
 */
export async function brokerAccess(mqtt: MqttConfig, configPath: string): Promise<BrokerAccess> {
  if (mqtt.broker === "external") return externalAccess(mqtt, configPath);
  const { host, port, username, password } = mqtt;
  // An address to listen on that means "all" is no address to connect to.
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return { url: `mqtt://${reachable}:${port}`, username, password };
}

type ExternalBroker = Extract<MqttConfig, { broker: "external" }>;
type TlsConfig = ExternalBroker["tls"];

async function certificates(tls: TlsConfig, directory: string): Promise<TlsOptions> {
  const read = async (name: "ca" | "cert" | "key"): Promise<Buffer | undefined> => {
    const path = tls?.[name];
    if (path === undefined) return undefined;
    try {
      return await readFile(resolve(directory, path));
    } catch (cause) {
      throw new GatehouseError("MQTT_CERTIFICATE", `The file of mqtt.tls.${name}, ${path}, cannot be read.`, {
        kind: "missing",
        cause,
      });
    }
  };
  return { ca: await read("ca"), cert: await read("cert"), key: await read("key") };
}

/** Without a broker nothing is sent, and everything says so. */
const noBroker: Broker = {
  transport: {
    publish: () =>
      Promise.reject(
        new GatehouseError("MQTT_NONE", "No broker is configured (mqtt:); nothing was sent.", {
          kind: "usage",
        }),
      ),
    connectedSinceT: () => null,
  },
  wire: { send: () => Promise.resolve({ outcome: "expired", why: "no broker is configured" }) },
  connection: null,
  start: () => undefined,
};
