/**
 * Packets between a reader that must not wait and a decoder that may be slow: first in, first out, limited.
 * When it is full, everything up to the next key frame goes (a decoder cannot use what comes before it), and is counted.
 */
export class PacketBacklog<Packet> {
  readonly #items: Packet[] = [];
  readonly #limit: number;
  readonly #release: (packet: Packet) => void;
  #dropped = 0;
  #awaitsKey = false;
  #ended = false;
  #wakeTaker: (() => void) | null = null;
  #wakeGiver: (() => void) | null = null;

  constructor(limit: number, release: (packet: Packet) => void) {
    this.#limit = limit;
    this.#release = release;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** Takes ownership of the packet. */
  push(packet: Packet, key: boolean): void {
    if (this.#items.length >= this.#limit) this.#awaitsKey = true;
    if (this.#ended || (this.#awaitsKey && (!key || this.#items.length >= this.#limit))) {
      this.#dropped += 1;
      this.#release(packet);
      return;
    }
    this.#awaitsKey = false;
    this.#items.push(packet);
    this.#wakeTaker?.();
  }

  /** Resolves when a push would not drop: for sources that can wait. */
  async room(): Promise<void> {
    while (!this.#ended && this.#items.length >= this.#limit) {
      await new Promise<void>((resolve) => (this.#wakeGiver = resolve));
    }
  }

  /** The next packet, now the caller's; null after `end` when nothing is left. One caller at a time. */
  async next(): Promise<Packet | null> {
    for (;;) {
      const packet = this.#items.shift();
      if (packet !== undefined) {
        this.#wakeGiver?.();
        return packet;
      }
      if (this.#ended) return null;
      await new Promise<void>((resolve) => (this.#wakeTaker = resolve));
    }
  }

  /** Nothing more will come; what is there can still be taken. */
  end(): void {
    this.#ended = true;
    this.#wakeTaker?.();
    this.#wakeGiver?.();
  }

  /** Nothing more will come, and nothing is wanted any more. */
  abandon(): void {
    for (const packet of this.#items.splice(0)) this.#release(packet);
    this.end();
  }
}
