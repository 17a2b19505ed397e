/** A first-in-first-out queue of limited length; when it is full the oldest item goes, and is counted. */
export class BoundedQueue<Item> {
  readonly #items: Item[] = [];
  readonly #limit: number;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = Math.max(1, limit);
  }

  /** How many items were dropped because nobody took them in time. */
  get dropped(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#items.length;
  }

  push(item: Item): void {
    if (this.#items.length >= this.#limit) {
      this.#items.shift();
      this.#dropped += 1;
    }
    this.#items.push(item);
  }

  shift(): Item | undefined {
    return this.#items.shift();
  }
}
