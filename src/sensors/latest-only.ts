/**
 * Hands items to a consumer that may be slower than they come: while it works, only the newest waits; the ones it
 * replaces are counted.
 */
export class LatestOnly<Item> {
  readonly #consume: (item: Item) => Promise<void>;
  #waiting: { readonly item: Item } | null = null;
  #running: Promise<void> | null = null;
  #dropped = 0;

  /** @param consume must not reject: it answers for its own errors */
  constructor(consume: (item: Item) => Promise<void>) {
    this.#consume = consume;
  }

  get dropped(): number {
    return this.#dropped;
  }

  offer(item: Item): void {
    if (this.#waiting !== null) this.#dropped += 1;
    this.#waiting = { item };
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits and nothing is being consumed. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    try {
      for (let next = this.#waiting; next !== null; next = this.#waiting) {
        this.#waiting = null;
        await this.#consume(next.item);
      }
    } finally {
      this.#running = null;
    }
  }
}
