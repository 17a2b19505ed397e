import type { EventDraft } from "../events/catalogue.ts";

/** Remembers a device's last state, and makes the event when it changes or answers a request. */
export class ValueWatch {
  readonly #device: string;
  #last: string | null = null;
  #lastIsLive = false;

  constructor(device: string) {
    this.#device = device;
  }

  /** The last state reported live in this run, or null. */
  get live(): string | null {
    return this.#lastIsLive ? this.#last : null;
  }

  /** The event for a newly reported state; null if it says nothing new and answers nobody. */
  changed(
    state: string,
    told: {
      readonly retained: boolean;
      readonly at: number;
      readonly t: number;
      /** The request that this answers. */
      readonly by: string | null;
      /** The request on whose behalf the device is moving, though this does not answer it yet. */
      readonly towards?: string | null;
    },
  ): EventDraft | null {
    const from = this.#last;
    this.#last = state;
    this.#lastIsLive = !told.retained;
    if (from === state && told.by === null) return null;
    return {
      name: "device.changed",
      source: `device:${this.#device}`,
      at: told.at,
      t: told.t,
      device: this.#device,
      state,
      from,
      by: told.by ?? told.towards ?? null,
    };
  }
}
