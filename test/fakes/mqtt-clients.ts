import { readFileSync } from "node:fs";
import { MqttConnection, type BrokerState } from "../../src/adapters/mqtt/connection.ts";
import type { BrokerAccess } from "../../src/adapters/mqtt/broker-access.ts";
import type { Will } from "../../src/adapters/mqtt/client-options.ts";
import { MqttUnlockWire } from "../../src/adapters/mqtt/unlock-wire.ts";
import { SystemClock, SystemScheduler } from "../../src/adapters/clock/system-clock.ts";
import { silentLogger } from "../../src/runtime/logger.ts";
import { eventually } from "./eventually.ts";
import { certificate } from "./mosquitto.ts";

/** Real time; no jitter. */
export const realPorts = { clock: new SystemClock(), scheduler: new SystemScheduler(), random: () => 0.5 };

let clients = 0;

/** A client id that no other client of this process has. */
function anyClientId(): string {
  clients += 1;
  return `test-${String(process.pid)}-${String(clients)}`;
}

/** The way to a broker on loopback, trusting the tests' own authority. */
export function accessTo(url: string, credentials: Partial<BrokerAccess> = {}): BrokerAccess {
  return { url, tls: { ca: readFileSync(certificate("authority.pem")) }, ...credentials };
}

/** A started main connection that may not have connected yet, and the states it reported. */
export function startConnection(
  access: BrokerAccess,
  options: { readonly will?: Will; readonly clientId?: string; readonly keepaliveSeconds?: number } = {},
): { connection: MqttConnection; states: BrokerState[] } {
  const states: BrokerState[] = [];
  const connection = new MqttConnection({
    ...realPorts,
    access,
    clientId: options.clientId ?? anyClientId(),
    will: options.will,
    keepaliveSeconds: options.keepaliveSeconds,
    logger: silentLogger,
    onState: (state) => states.push(state),
  });
  connection.start();
  return { connection, states };
}

/** A main connection that stands. */
export async function connectTo(
  access: BrokerAccess,
  options: { will?: Will } = {},
): Promise<MqttConnection> {
  const { connection } = startConnection(access, options);
  await eventually(() => connection.connectedSinceT() !== null, { what: `a connection to ${access.url}` });
  return connection;
}

/** A wire that stands. */
export async function wireTo(access: BrokerAccess): Promise<MqttUnlockWire> {
  const wire = new MqttUnlockWire({ ...realPorts, access, clientId: anyClientId(), logger: silentLogger });
  wire.start();
  await eventually(() => wire.ready(), { what: `a wire to ${access.url}` });
  return wire;
}
