import type { Requester } from "../events/action.ts";
import type { EventDraft } from "../events/catalogue.ts";
import type { Clock } from "../runtime/clock.ts";

/** Holds the mode of the house. It survives restarts because `mode.changed` is journalled: the last one is the initial mode. */
export class ModeHolder {
  readonly #clock: Clock;
  #current: string;

  constructor(options: { initial: string; clock: Clock }) {
    this.#current = options.initial;
    this.#clock = options.clock;
  }

  get current(): string {
    return this.#current;
  }

  /** Changes the mode; returns the event that says so, or null if it is that already. */
  change(to: string, by: Requester): Extract<EventDraft, { name: "mode.changed" }> | null {
    const from = this.#current;
    if (from === to) return null;
    this.#current = to;
    const { at, t } = this.#clock.now();
    return { name: "mode.changed", source: "brain", at, t, from, to, by };
  }
}
