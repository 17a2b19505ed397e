import type {
  DeviceMessage,
  DeviceTransport,
  UnlockWire,
  Delivery,
  SendOptions,
} from "../../src/devices/ports.ts";
import { GatehouseError } from "../../src/runtime/errors.ts";
import type { ManualClock } from "./manual-clock.ts";

export const COMMAND_TOPIC = "zigbee2mqtt/front_door_lock/set";
export const STATE_TOPIC = "zigbee2mqtt/front_door_lock";
export const CONTACT_TOPIC = "zigbee2mqtt/front_door_contact";

/** Everything that was sent anywhere, in order. */
export interface Sent {
  readonly via: "transport" | "wire";
  readonly topic: string;
  readonly payload: string;
  readonly t: number;
}

/** How the fake door misbehaves; each may be changed at any time. */
export interface DoorFaults {
  /** The lock does not react (battery, jam, radio). */
  deaf: boolean;
  /** What it answers to a lock command instead of LOCKED. */
  jammed: boolean;
  /** The wire delivers, but its answer does not come in time. */
  wireExpires: boolean;
  /** With `wireExpires`: whether the unlock arrives nevertheless, and how much later. */
  expiredArrivesAfterMs: number | null;
}

/**
 * A broker connection and a lock behind it, moved by a manual clock. The lock answers 300 ms after a command, as real ones
 * do; what it reports goes to `onMessage`.
 */
export class FakeDoor implements DeviceTransport, UnlockWire {
  readonly sent: Sent[] = [];
  readonly faults: DoorFaults = {
    deaf: false,
    jammed: false,
    wireExpires: false,
    expiredArrivesAfterMs: null,
  };
  onMessage: (message: DeviceMessage) => void = () => undefined;
  bolt: "LOCKED" | "UNLOCKED" = "LOCKED";
  /** Every movement of the bolt. */
  readonly movements: { readonly to: "LOCKED" | "UNLOCKED"; readonly t: number }[] = [];
  readonly #clock: ManualClock;
  #connectedSinceT: number | null;

  constructor(clock: ManualClock) {
    this.#clock = clock;
    this.#connectedSinceT = clock.now().t - 60_000;
  }

  /** What reached the lock's command topic, in order. */
  get commands(): string[] {
    return this.sent.filter((one) => one.topic === COMMAND_TOPIC).map((one) => one.payload);
  }

  connectedSinceT(): number | null {
    return this.#connectedSinceT;
  }

  connect(): void {
    this.#connectedSinceT ??= this.#clock.now().t;
  }

  disconnect(): void {
    this.#connectedSinceT = null;
  }

  async publish(topic: string, payload: string): Promise<void> {
    if (this.#connectedSinceT === null) {
      throw new GatehouseError("MQTT_NOT_CONNECTED", "There is no connection.", { kind: "failed" });
    }
    this.sent.push({ via: "transport", topic, payload, t: this.#clock.now().t });
    if (topic === COMMAND_TOPIC) this.#clock.after(50, () => this.#command(payload));
  }

  async send(topic: string, payload: string, options: SendOptions): Promise<Delivery> {
    if (this.#connectedSinceT === null) return { outcome: "expired", why: "there is no connection" };
    this.sent.push({ via: "wire", topic, payload, t: this.#clock.now().t });
    if (!this.faults.wireExpires) {
      this.#clock.after(50, () => this.#command(payload));
      return { outcome: "delivered", ms: 1 };
    }
    const arrivesAfterMs = this.faults.expiredArrivesAfterMs;
    if (arrivesAfterMs !== null) this.#clock.after(arrivesAfterMs, () => this.#command(payload));
    return new Promise((resolve) => {
      this.#clock.after(options.deliverWithinMs, () =>
        resolve({ outcome: "expired", why: "the broker did not answer in time" }),
      );
    });
  }

  /** The lock, or somebody at it, says its state. */
  report(value: string, options: { retained?: boolean; topic?: string } = {}): void {
    const { at, t } = this.#clock.now();
    if (this.#connectedSinceT === null) return;
    const payload = new TextEncoder().encode(JSON.stringify({ state: value }));
    this.onMessage({
      topic: options.topic ?? STATE_TOPIC,
      payload,
      retained: options.retained ?? false,
      at,
      t,
    });
  }

  /** Somebody turns the bolt by hand. */
  turnByHand(to: "LOCKED" | "UNLOCKED"): void {
    this.#move(to);
    this.report(to);
  }

  /** The door's contact reports. */
  swing(open: boolean, options: { retained?: boolean } = {}): void {
    this.report(open ? "open" : "closed", { ...options, topic: CONTACT_TOPIC });
  }

  #command(payload: string): void {
    if (this.faults.deaf) return;
    const to = payload === "LOCK" ? "LOCKED" : "UNLOCKED";
    if (to === "LOCKED" && this.faults.jammed) {
      this.#clock.after(250, () => this.report("JAMMED"));
      return;
    }
    this.#move(to);
    this.#clock.after(250, () => this.report(to));
  }

  #move(to: "LOCKED" | "UNLOCKED"): void {
    this.bolt = to;
    this.movements.push({ to, t: this.#clock.now().t });
  }
}
