import type { Expectation } from "./grammar.ts";
import type { CommandRecogniser, Recognition } from "./ports.ts";

interface Begun {
  readonly samples: Int16Array;
  readonly expectation: Expectation;
  readonly recognition: Promise<Recognition>;
}

/**
 * A recogniser that can begin before it is certain that an utterance is over: while the last of the silence that ends it
 * passes, it is recognised already. If somebody goes on speaking, that was in vain.
 */
export class HeadStart implements Pick<CommandRecogniser, "recognise"> {
  readonly #recogniser: Pick<CommandRecogniser, "recognise">;
  #begun: Begun | null = null;

  constructor(recogniser: Pick<CommandRecogniser, "recognise">) {
    this.#recogniser = recogniser;
  }

  /** Begins to recognise what may be a whole utterance; only the last one that was begun is kept. */
  begin(samples: Int16Array, expectation: Expectation): void {
    const recognition = this.#recogniser.recognise(samples, expectation);
    // It fails where it is asked for, if it is.
    recognition.catch(() => undefined);
    this.#begun = { samples, expectation, recognition };
  }

  /** What was begun with these very samples, or else from the start. */
  recognise(samples: Int16Array, expectation: Expectation): Promise<Recognition> {
    const begun = this.#begun;
    if (begun === null || begun.expectation !== expectation || !isSame(begun.samples, samples))
      return this.#recogniser.recognise(samples, expectation);
    this.#begun = null;
    return begun.recognition;
  }

  /** There are new sentences: what was begun with the old ones does not count. */
  forget(): void {
    this.#begun = null;
  }
}

function isSame(a: Int16Array, b: Int16Array): boolean {
  return a.length === b.length && a.every((sample, i) => sample === b[i]);
}
