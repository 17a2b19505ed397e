import type { Logger } from "../../runtime/logger.ts";
import { topicMatches } from "../../runtime/topic-filter.ts";
import type { HubMessage } from "../../surfaces/mqtt/ports.ts";
import { MAX_INCOMING_BYTES } from "./client-options.ts";
import type { OpenConnection } from "./link.ts";

interface Subscriber {
  readonly handler: (message: HubMessage) => void;
  readonly retainAsPublished: boolean;
}

interface Subscription {
  /** MQTT 5: comes back with each message that the broker sends because of this filter. */
  readonly identifier: number;
  readonly subscribers: Set<Subscriber>;
}

/**
 * Who wants which topics; subscribes at each new connection, and hands messages out.
 *
 * Where filters overlap, brokers may send one copy of a message for each (mosquitto does). With MQTT 5 the subscription
 * identifier says for which one, so that nobody gets a command twice; a message without one goes to everybody it fits.
 */
export class Subscriptions {
  readonly #logger: Logger;
  readonly #byFilter = new Map<string, Subscription>();
  #identifiers = 0;
  #open: OpenConnection | null = null;
  #dropped = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** How many messages were too large to be taken. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds a subscriber; returns the way to remove it. */
  add(filter: string, subscriber: Subscriber): () => void {
    let subscription = this.#byFilter.get(filter);
    if (subscription === undefined) {
      this.#identifiers += 1;
      subscription = { identifier: this.#identifiers, subscribers: new Set() };
      this.#byFilter.set(filter, subscription);
    }
    const { subscribers } = subscription;
    subscribers.add(subscriber);
    // Also for a filter that is subscribed already: the broker answers each SUBSCRIBE with the retained messages.
    this.#send(filter, subscription);
    return () => {
      if (!subscribers.delete(subscriber) || subscribers.size > 0) return;
      this.#byFilter.delete(filter);
      this.#open?.client.unsubscribe(filter);
    };
  }

  /** A connection stands: subscribe to everything. */
  attach(connection: OpenConnection): void {
    this.#open = connection;
    for (const [filter, subscription] of this.#byFilter) this.#send(filter, subscription);
  }

  /** The connection is gone, and with it the broker's knowledge of us (there is no session). */
  detach(): void {
    this.#open = null;
  }

  /**
   * Hands a message out.
   *
   * @param identifiers the subscriptions it was sent for; empty if the broker does not say
   */
  deliver(message: HubMessage, identifiers: readonly number[]): void {
    if (message.payload.byteLength > MAX_INCOMING_BYTES) {
      this.#dropped += 1;
      return;
    }
    for (const [filter, { identifier, subscribers }] of this.#byFilter) {
      if (identifiers.length > 0 && !identifiers.includes(identifier)) continue;
      if (!topicMatches(filter, message.topic)) continue;
      for (const subscriber of [...subscribers]) this.#hand(message, subscriber);
    }
  }

  #hand(message: HubMessage, subscriber: Subscriber): void {
    try {
      subscriber.handler(message);
    } catch (error) {
      this.#logger.error("a subscriber failed", { topic: message.topic, error });
    }
  }

  #send(filter: string, { identifier, subscribers }: Subscription): void {
    const open = this.#open;
    if (open === null) return;
    const rap = [...subscribers].every((one) => one.retainAsPublished);
    const options =
      open.protocolVersion === 5
        ? { qos: 0 as const, rap, properties: identifierProperties(open, identifier) }
        : { qos: 0 as const };
    open.client.subscribe(filter, options, (error) => {
      // The connection's end is reported by the connection; what is left is a broker that says no.
      if (error !== null && this.#open === open) {
        this.#logger.warn("the broker refused a subscription", { filter, why: error.message });
      }
    });
  }
}

/** Brokers may say in CONNACK that they know no subscription identifiers (MQTT 5.0, section 3.2.2.3.12). */
function identifierProperties(open: OpenConnection, identifier: number): { subscriptionIdentifier?: number } {
  const available: unknown = open.client.serverProperties?.subscriptionIdentifiersAvailable;
  return available === false ? {} : { subscriptionIdentifier: identifier };
}
