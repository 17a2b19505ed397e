import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import { GatehouseError } from "../runtime/errors.ts";
import type { DeviceTransport, Notified, Notifier } from "./ports.ts";

export interface MqttNotifierOptions {
  readonly topic: string;
  /** Plain text, a link in a line of its own; or an object with `message` and `link`. */
  readonly format: "text" | "json";
  /** How long a message waits for a broker that is away; 0: not at all. */
  readonly keepMs: number;
  readonly transport: DeviceTransport;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Note {
  readonly message: string;
  readonly link: string | null;
}

interface Kept extends Note {
  /** When it should have been told, ms since boot. */
  readonly t: number;
}

/** Messages that wait at a time; the oldest goes when there are more, and the next delivery says how many went. */
const MOST_KEPT = 32;
const MINUTE_MS = 60_000;

/**
 * Notifies by publishing the message (QoS 1, not retained). While the broker is away messages wait, with the time that
 * has passed written behind them; a restart forgets them.
 */
export class MqttNotifier implements Notifier {
  readonly #options: MqttNotifierOptions;
  readonly #kept: Kept[] = [];
  #lost = 0;
  #delivering = false;

  constructor(options: MqttNotifierOptions) {
    this.#options = options;
  }

  /** Rejects if the broker is away and nothing is kept, or if it refuses the message. */
  async notify(message: string, link: string | null = null): Promise<Notified> {
    const { clock, keepMs, transport } = this.#options;
    if (keepMs === 0 || (transport.connectedSinceT() !== null && this.#kept.length === 0)) {
      try {
        await this.#publish({ message, link });
        return "told";
      } catch (error) {
        if (keepMs === 0 || isRefusal(error)) throw error;
      }
    }
    this.#kept.push({ message, link, t: clock.now().t });
    if (this.#kept.length > MOST_KEPT) {
      this.#kept.shift();
      this.#lost += 1;
    }
    if (transport.connectedSinceT() !== null) void this.#deliver();
    return "kept";
  }

  onBroker(connectedSinceT: number | null): void {
    if (connectedSinceT !== null) void this.#deliver();
  }

  /** In their order, until one does not leave. */
  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#kept[0]; next !== undefined; next = this.#kept[0]) {
        const lateMs = this.#options.clock.now().t - next.t;
        if (lateMs > this.#options.keepMs) this.#lost += 1;
        else await this.#tellLate(next, lateMs);
        // Meanwhile it may have had to make room.
        if (this.#kept[0] === next) this.#kept.shift();
      }
      this.#tellLost();
    } catch {
      // The broker is away again: what is kept waits for its next return.
    } finally {
      this.#delivering = false;
    }
  }

  async #tellLate({ message, link }: Note, lateMs: number): Promise<void> {
    try {
      await this.#publish({ message: late(message, lateMs), link });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#lost += 1;
    }
  }

  #tellLost(): void {
    if (this.#lost === 0) return;
    const { logger, topic } = this.#options;
    logger.warn(
      "notifications were too old or too many to be told after the broker came back, or it refused them",
      {
        topic,
        count: this.#lost,
      },
    );
    this.#lost = 0;
  }

  #publish(note: Note): Promise<void> {
    const { format, topic, transport } = this.#options;
    const payload = format === "json" ? asJson(note) : asText(note);
    return transport.publish(topic, payload, { qos: 1, retain: false });
  }
}

function asText({ message, link }: Note): string {
  return link === null ? message : `${message}\n${link}`;
}

function asJson({ message, link }: Note): string {
  return JSON.stringify(link === null ? { message } : { message, link });
}

/** The broker has said no, and will say so again: waiting is of no use. */
function isRefusal(error: unknown): boolean {
  return error instanceof GatehouseError && error.code === "MQTT_REFUSED";
}

function late(message: string, lateMs: number): string {
  const minutes = Math.round(lateMs / MINUTE_MS);
  return `${message} (${minutes === 0 ? "less than a minute" : `${minutes} min`} ago; the broker was away)`;
}
