import type { EventDraft } from "../events/catalogue.ts";
import type { DeviceMessage } from "./ports.ts";
import { readValue, type Reading } from "./reading.ts";
import { ValueWatch } from "./value-watch.ts";

/** Whether a device can be reached, as its gateway or its own last will says. */
export class Reachability {
  readonly #reading: Reading | null;
  readonly #watch: ValueWatch;
  #offline = false;

  /** @param reading null: nobody says it, and it counts as reachable */
  constructor(device: string, reading: Reading | null) {
    this.#reading = reading;
    this.#watch = new ValueWatch(`${device}.availability`);
  }

  /** The topic on which it is told, if there is one. */
  get topics(): readonly string[] {
    return this.#reading === null ? [] : [this.#reading.topic];
  }

  /** Why nothing can be sent now, for people; null if nothing is known against it. */
  get obstacle(): string | null {
    return this.#offline ? "It cannot be reached now; a command might arrive much later." : null;
  }

  /** Takes a message, also a stored one; the event if it tells something new. */
  take(message: DeviceMessage): EventDraft | null {
    if (this.#reading === null) return null;
    const online = toOnline(readValue(this.#reading, message));
    if (online === null) return null;
    this.#offline = !online;
    const { retained, at, t } = message;
    return this.#watch.changed(online ? "ONLINE" : "OFFLINE", { retained, at, t, by: null });
  }
}

/** What gateways say: `online` and `offline`, true and false; null for anything else. */
export function toOnline(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  const word = value.trim().toLowerCase();
  if (["online", "true", "connected", "alive"].includes(word)) return true;
  return ["offline", "false", "disconnected", "dead", "lost"].includes(word) ? false : null;
}
