/**
 * What the MQTT surface needs of the connection to the broker. Implementation: `adapters/mqtt`.
 * The connection never queues: what cannot be sent now is not sent at all.
 */

/** A message that came in. */
export interface HubMessage {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** It was stored by the broker: it says what was, not what is. */
  readonly retained: boolean;
  /** When it arrived: wall clock, and ms since boot. */
  readonly at: number;
  readonly t: number;
}

/** How to subscribe. */
export interface SubscribeOptions {
  /**
   * With MQTT 5, `retained` is also true for a message that its sender asked to retain and that arrives live. For
   * commands: a command must not be retained. MQTT 3.1.1 cannot tell.
   */
  readonly retainAsPublished?: boolean;
}

/** The surface's side of the broker. */
export interface HubConnection {
  /** Sends at QoS 0 if the connection stands and keeps up; false: it was not sent and will not be. */
  tryPublish(topic: string, payload: string | Uint8Array, options: { readonly retain: boolean }): boolean;
  /**
   * Calls `handler` for every message that matches `filter`, also after a reconnect. QoS 0, no session: what was sent
   * while the connection was away is never delivered. Returns the way to end it.
   */
  subscribe(filter: string, handler: (message: HubMessage) => void, options?: SubscribeOptions): () => void;
  /** Calls `handler` each time a connection stands (at once if one does), after the subscriptions were sent. */
  onConnected(handler: () => void): () => void;
}
