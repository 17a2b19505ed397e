import type { IClientOptions } from "mqtt";

/** MQTT 5 is tried first; 4 is the protocol level of MQTT 3.1.1. */
export type ProtocolVersion = 5 | 4;

/** What the broker publishes for us when we vanish. */
export interface Will {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** Who we are at the broker. */
export interface ClientIdentity {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly will?: Will | undefined;
  /** A PINGREQ this often; 1.5 times as long without an answer ends the connection. 0: no pings of the library's own. */
  readonly keepaliveSeconds: number;
}

/** The largest message taken in (MQTT 5 brokers keep larger ones back). */
export const MAX_INCOMING_BYTES = 256 * 1024;

/**
 * The library's settings, each chosen so that nothing said in one connection is ever repeated in another. Besides, every
 * connection has a client object of its own, so there is no queue, no store and no subscription to carry over.
 */
export function clientOptions(identity: ClientIdentity, protocolVersion: ProtocolVersion): IClientOptions {
  return {
    protocolVersion,
    clientId: identity.clientId,
    ...(identity.username === undefined ? {} : { username: identity.username }),
    ...(identity.password === undefined ? {} : { password: identity.password }),
    // A session would deliver what was asked while the daemon was away.
    clean: true,
    ...(protocolVersion === 5
      ? { properties: { sessionExpiryInterval: 0, maximumPacketSize: MAX_INCOMING_BYTES } }
      : {}),
    // The default (true) keeps QoS 0 messages published while offline and sends them on reconnect.
    queueQoSZero: false,
    // Reconnecting and subscribing again are the link's work; the library's would reuse the client and its stores.
    reconnectPeriod: 0,
    resubscribe: false,
    connectTimeout: 10_000,
    keepalive: identity.keepaliveSeconds,
    // Ping at every interval, not only after silence of our own: a peer that vanished is noticed while we still send.
    reschedulePings: false,
    ...(identity.will === undefined
      ? {}
      : {
          will: {
            topic: identity.will.topic,
            payload: Buffer.from(identity.will.payload),
            qos: 1 as const,
            retain: identity.will.retain,
          },
        }),
  };
}
