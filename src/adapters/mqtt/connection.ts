import { ErrorWithReasonCode } from "mqtt";
import type { DeviceTransport } from "../../devices/ports.ts";
import { GatehouseError } from "../../runtime/errors.ts";
import type { Logger } from "../../runtime/logger.ts";
import { isTopicFilter } from "../../runtime/topic-filter.ts";
import type { HubConnection, HubMessage, SubscribeOptions } from "../../surfaces/mqtt/ports.ts";
import { type BrokerAccess, linkOptions } from "./broker-access.ts";
import { addressText, parseBrokerUrl, type BrokerAddress } from "./broker-address.ts";
import type { Will } from "./client-options.ts";
import { whyOf, type Why } from "./failure.ts";
import { type LinkPorts, MqttLink, type OpenConnection } from "./link.ts";
import { isPublishTopic } from "./publish-topic.ts";
import { Subscriptions } from "./subscriptions.ts";

/** Whether the broker is there, and if not, why in a sentence for people. */
export interface BrokerState {
  readonly connected: boolean;
  readonly why: Why;
}

/** How the main connection is made. */
export interface ConnectionOptions extends LinkPorts {
  readonly access: BrokerAccess;
  /** Unique among all clients of the broker: carry the instance in it, or two daemons throw each other out. */
  readonly clientId: string;
  readonly will?: Will | undefined;
  readonly logger: Logger;
  /**
   * Told once when the connection is lost (or could not be made) and once when it is there again; not of the end that
   * `stop` makes.
   */
  readonly onState?: (state: BrokerState) => void;
  /** A peer that does not answer a ping of this period for half as long again counts as lost; 10 by default. */
  readonly keepaliveSeconds?: number | undefined;
}

const KEEPALIVE_SECONDS = 10;
/** Beyond this many bytes that the broker has not taken, messages are refused instead of piled up. */
const MAX_UNSENT_BYTES = 1024 * 1024;
const MAX_UNACKNOWLEDGED = 64;

/**
 * The daemon's ordinary connection: states, events and commands that may be repeated go out here, everything subscribed
 * comes in. Starts without a broker and connects when there is one. Publishing without a connection fails at once;
 * nothing is ever queued for a later connection.
 */
export class MqttConnection implements DeviceTransport, HubConnection {
  readonly #options: ConnectionOptions;
  readonly #link: MqttLink;
  readonly #address: BrokerAddress;
  readonly #place: string;
  readonly #subscriptions: Subscriptions;
  readonly #waiting = new Set<(error: Error) => void>();
  readonly #onConnected = new Set<() => void>();
  #open: OpenConnection | null = null;
  #sinceT: number | null = null;
  #problem: Why | null = null;
  #dropped = 0;
  #stopping = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#subscriptions = new Subscriptions(options.logger);
    this.#address = parseBrokerUrl(options.access.url);
    this.#place = addressText(this.#address);
    const identity = {
      clientId: options.clientId,
      will: options.will,
      keepaliveSeconds: options.keepaliveSeconds ?? KEEPALIVE_SECONDS,
    };
    this.#link = new MqttLink(linkOptions(options.access, { identity, unsent: "sent", ports: options }), {
      opened: (connection) => {
        this.#opened(connection);
      },
      closed: (why) => {
        this.#closed(why);
      },
      failed: (why) => {
        this.#down(why);
      },
    });
  }

  /** Begins to connect; returns at once. */
  start(): void {
    this.#link.start();
  }

  /** Disconnects in order, so that the will is not published. Safe without start, and twice. */
  stop(): Promise<void> {
    this.#stopping = true;
    return this.#link.stop();
  }

  connectedSinceT(): number | null {
    return this.#sinceT;
  }

  /** Why there is no connection, or null if there is one (or none was tried yet). */
  problem(): Why | null {
    return this.#problem;
  }

  /** How many messages were refused because the broker did not keep up, or came in too large. */
  get dropped(): number {
    return this.#dropped + this.#subscriptions.dropped;
  }

  publish(
    topic: string,
    payload: string,
    options: { readonly qos: 0 | 1; readonly retain: boolean },
  ): Promise<void> {
    const open = this.#open;
    if (open === null) return Promise.reject(this.#notConnected());
    if (!isPublishTopic(topic)) return Promise.reject(badTopic(topic));
    if (this.#congested(open)) {
      this.#dropped += 1;
      return Promise.reject(congested(this.#place));
    }
    return new Promise((resolve, reject) => {
      // The library forgets to call back some of what waits when a connection ends; nobody may wait for ever.
      const abandon = (error: Error): void => {
        this.#waiting.delete(abandon);
        reject(error);
      };
      this.#waiting.add(abandon);
      open.client.publish(topic, payload, { qos: options.qos, retain: options.retain }, (error) => {
        if (!this.#waiting.delete(abandon)) return;
        if (error === undefined || (error as Error | null) === null) resolve();
        else reject(this.#notTaken(topic, error));
      });
    });
  }

  tryPublish(topic: string, payload: string | Uint8Array, options: { readonly retain: boolean }): boolean {
    const open = this.#open;
    if (open === null || !isPublishTopic(topic)) return false;
    if (this.#congested(open)) {
      this.#dropped += 1;
      return false;
    }
    const body = typeof payload === "string" ? payload : Buffer.from(payload);
    open.client.publish(topic, body, { qos: 0, retain: options.retain });
    return true;
  }

  subscribe(
    filter: string,
    handler: (message: HubMessage) => void,
    options: SubscribeOptions = {},
  ): () => void {
    if (!isTopicFilter(filter)) throw badTopic(filter);
    return this.#subscriptions.add(filter, {
      handler,
      retainAsPublished: options.retainAsPublished ?? false,
    });
  }

  onConnected(handler: () => void): () => void {
    this.#onConnected.add(handler);
    if (this.#open !== null) this.#call(handler);
    return () => {
      this.#onConnected.delete(handler);
    };
  }

  #opened(connection: OpenConnection): void {
    const { clock, logger } = this.#options;
    this.#open = connection;
    this.#sinceT = clock.now().t;
    const hadProblem = this.#problem !== null;
    this.#problem = null;
    connection.client.on("message", (topic, payload, packet) => {
      const identifiers = packet.properties?.subscriptionIdentifier ?? [];
      this.#subscriptions.deliver(
        { topic, payload, retained: packet.retain, ...clock.now() },
        Array.isArray(identifiers) ? identifiers : [identifiers],
      );
    });
    this.#subscriptions.attach(connection);
    const version = connection.protocolVersion === 5 ? "MQTT 5" : "MQTT 3.1.1";
    const why = `connected to ${this.#place} with ${version}`;
    logger.info("broker connected", { broker: this.#place, version, again: hadProblem });
    this.#options.onState?.({ connected: true, why });
    for (const handler of [...this.#onConnected]) this.#call(handler);
  }

  #closed(why: Why): void {
    this.#open = null;
    this.#sinceT = null;
    this.#subscriptions.detach();
    for (const abandon of [...this.#waiting]) abandon(lost(why));
    this.#down(why);
  }

  #down(why: Why): void {
    const { logger, onState } = this.#options;
    const before = this.#problem;
    this.#problem = why;
    if (this.#stopping) return;
    if (before === null) {
      logger.warn("broker lost", { broker: this.#place, why });
      onState?.({ connected: false, why });
    } else if (before !== why) {
      logger.warn("broker still lost", { broker: this.#place, why });
    } else {
      logger.debug("broker still lost", { broker: this.#place, why });
    }
  }

  #notTaken(topic: string, error: Error): GatehouseError {
    const why = whyOf(error, this.#address);
    return error instanceof ErrorWithReasonCode ? refused(why, topic, error) : lost(why);
  }

  #congested(open: OpenConnection): boolean {
    return this.#waiting.size >= MAX_UNACKNOWLEDGED || open.stream.writableLength > MAX_UNSENT_BYTES;
  }

  #call(handler: () => void): void {
    try {
      handler();
    } catch (error) {
      this.#options.logger.error("a listener of the connection failed", { error });
    }
  }

  #notConnected(): GatehouseError {
    const why = this.#problem ?? "the first connection is still being made";
    return new GatehouseError("MQTT_NOT_CONNECTED", `There is no connection to the broker: ${why}.`, {
      kind: "failed",
    });
  }
}

function badTopic(topic: string): GatehouseError {
  return new GatehouseError(
    "MQTT_TOPIC",
    `${JSON.stringify(topic)} is not a topic: it must not be empty, too long, or hold misplaced + # or NUL.`,
    { kind: "usage" },
  );
}

function congested(place: string): GatehouseError {
  return new GatehouseError(
    "MQTT_CONGESTED",
    `${place} does not take messages as fast as they come; this one was dropped.`,
    {
      kind: "failed",
    },
  );
}

function lost(why: Why): GatehouseError {
  return new GatehouseError("MQTT_LOST", `The connection ended before the broker had the message: ${why}.`, {
    kind: "failed",
  });
}

function refused(why: Why, topic: string, cause: Error): GatehouseError {
  return new GatehouseError("MQTT_REFUSED", `A message to ${topic} was not taken: ${why}.`, {
    kind: "failed",
    cause,
  });
}
