import type { HubConnection } from "./ports.ts";

/**
 * What the broker should hold for us: the latest value of each retained topic. Set while the connection is away, it is
 * published at the next one; nothing but the latest values is kept, so the number of topics bounds it.
 */
export class RetainedState {
  readonly #hub: HubConnection;
  readonly #values = new Map<string, string | Uint8Array>();
  #silent = false;

  constructor(hub: HubConnection) {
    this.#hub = hub;
  }

  /** Sets a value, and publishes it if the connection stands. */
  set(topic: string, value: string | Uint8Array): void {
    this.#values.set(topic, value);
    this.#publish(topic, value);
  }

  /** Makes the broker forget a topic: at once, or at the next connection. */
  forget(topic: string): void {
    this.set(topic, "");
  }

  /** Publishes nothing any more, but goes on keeping the values; or publishes again, beginning with all of them. */
  setSilent(silent: boolean): void {
    this.#silent = silent;
    if (!silent) this.again();
  }

  /** Publishes everything again. */
  again(): void {
    for (const [topic, value] of this.#values) this.#publish(topic, value);
  }

  #publish(topic: string, value: string | Uint8Array): void {
    if (this.#silent) return;
    // An empty retained message deletes the topic; once said, nothing is left to be kept.
    if (this.#hub.tryPublish(topic, value, { retain: true }) && value.length === 0)
      this.#values.delete(topic);
  }
}
