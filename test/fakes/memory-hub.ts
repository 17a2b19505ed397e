import { topicMatches } from "../../src/runtime/topic-filter.ts";
import type { HubConnection, HubMessage, SubscribeOptions } from "../../src/surfaces/mqtt/ports.ts";

export interface Published {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly retain: boolean;
}

interface Subscription {
  readonly filter: string;
  readonly handler: (message: HubMessage) => void;
  readonly options: SubscribeOptions;
}

/** A broker in memory: retains, and delivers to the hubs that are connected. */
export class MemoryBroker {
  readonly retained = new Map<string, Published>();
  readonly hubs = new Set<MemoryHub>();

  publish(message: Published): void {
    if (message.retain) {
      if (message.payload.length === 0) this.retained.delete(message.topic);
      else this.retained.set(message.topic, message);
    }
    for (const hub of this.hubs) hub.receive(message, false);
  }
}

/** A connection to a MemoryBroker that tests take down and up; remembers what was published through it. */
export class MemoryHub implements HubConnection {
  readonly published: Published[] = [];
  readonly #broker: MemoryBroker;
  readonly #subscriptions = new Set<Subscription>();
  readonly #onConnected = new Set<() => void>();
  readonly #now: () => { at: number; t: number };
  #up = false;

  constructor(broker = new MemoryBroker(), now: () => { at: number; t: number } = () => ({ at: 0, t: 0 })) {
    this.#broker = broker;
    this.#now = now;
    broker.hubs.add(this);
  }

  get broker(): MemoryBroker {
    return this.#broker;
  }

  up(): void {
    this.#up = true;
    for (const subscription of this.#subscriptions) this.#replay(subscription);
    for (const handler of this.#onConnected) handler();
  }

  down(): void {
    this.#up = false;
  }

  tryPublish(topic: string, payload: string | Uint8Array, options: { readonly retain: boolean }): boolean {
    if (!this.#up || topic === "" || /[+#\0]/.test(topic)) return false;
    const message = { topic, payload, retain: options.retain };
    this.published.push(message);
    this.#broker.publish(message);
    return true;
  }

  subscribe(
    filter: string,
    handler: (message: HubMessage) => void,
    options: SubscribeOptions = {},
  ): () => void {
    const subscription = { filter, handler, options };
    this.#subscriptions.add(subscription);
    if (this.#up) this.#replay(subscription);
    return () => void this.#subscriptions.delete(subscription);
  }

  onConnected(handler: () => void): () => void {
    this.#onConnected.add(handler);
    if (this.#up) handler();
    return () => void this.#onConnected.delete(handler);
  }

  /** Called by the broker. */
  receive(message: Published, stored: boolean): void {
    if (!this.#up) return;
    for (const subscription of [...this.#subscriptions]) {
      if (topicMatches(subscription.filter, message.topic)) this.#deliver(subscription, message, stored);
    }
  }

  #replay(subscription: Subscription): void {
    for (const message of this.#broker.retained.values()) {
      if (topicMatches(subscription.filter, message.topic)) this.#deliver(subscription, message, true);
    }
  }

  #deliver(subscription: Subscription, message: Published, stored: boolean): void {
    const asPublished = subscription.options.retainAsPublished === true && message.retain;
    subscription.handler({
      topic: message.topic,
      payload: Buffer.from(message.payload),
      retained: stored || asPublished,
      ...this.#now(),
    });
  }
}
