/**
 * Releases what was started, last first, so that sinks outlive their sources (AsyncDisposableStack is missing in Node 20).
 * One failing release does not keep the others from running; the first failure is thrown at the end.
 */
export class Teardown {
  readonly #steps: (() => void | Promise<void>)[] = [];

  /** Registers a release step for something just started. */
  add(step: () => void | Promise<void>): void {
    this.#steps.push(step);
  }

  /** Runs every step once, last registered first. Safe to call twice. */
  async run(): Promise<void> {
    let failure: { error: unknown } | null = null;
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      try {
        await step();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure !== null) throw failure.error;
  }
}
