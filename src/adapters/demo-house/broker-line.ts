import { connectAsync, type MqttClient } from "mqtt";

/** A message that arrived. */
export interface HouseMessage {
  readonly topic: string;
  readonly payload: string;
}

/** The demo's own connection to the daemon's broker: the pretend lock and the narrator share it. */
export interface BrokerLine {
  publish(topic: string, payload: string, retain: boolean): void;
  close(): Promise<void>;
}

/**
 * Connects to a broker on this machine and subscribes, in order; every message goes to `onMessage`.
 * Rejects if the broker does not answer (yet): the caller decides whether to try again.
 */
export async function connectLine(
  port: number,
  topics: readonly string[],
  onMessage: (message: HouseMessage) => void,
): Promise<BrokerLine> {
  const options = { clean: true, connectTimeout: 2_000, reconnectPeriod: 1_000 };
  const client = await connectAsync(`mqtt://127.0.0.1:${String(port)}`, options, false);
  client.on("error", () => undefined);
  client.on("message", (topic, payload) => onMessage({ topic, payload: payload.toString("utf8") }));
  await client.subscribeAsync([...topics], { qos: 0 });
  return lineOf(client);
}

function lineOf(client: MqttClient): BrokerLine {
  return {
    publish: (topic, payload, retain) => {
      client.publish(topic, payload, { qos: 0, retain });
    },
    close: () => client.endAsync(true),
  };
}
